-- Deliverer $1 is nobody to tell any more; no row: it was not.
DELETE FROM prov.notify_state WHERE name = $1::text RETURNING name
