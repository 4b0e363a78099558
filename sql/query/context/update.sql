-- Writes a context, and takes the next number of its change log.
UPDATE prov.context c
SET change_seq = c.change_seq + 1, attrs = $2::jsonb, {context: % = $3::?}
WHERE c.cid = $1::int
RETURNING c.change_seq
