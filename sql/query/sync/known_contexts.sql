-- The contexts this source has had users in.
SELECT unnest(contexts) FROM prov.source_state WHERE name = $1::text
