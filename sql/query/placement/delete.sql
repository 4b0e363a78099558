-- A record goes. Empty: contexts refer to it.
DELETE FROM prov.placement WHERE kind = $1::text AND id = $2::int AND contexts = 0 RETURNING id
