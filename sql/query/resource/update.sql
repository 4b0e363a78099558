-- Writes the columns of a resource. No row: the name is taken.
UPDATE prov.resource r
SET login = $3::text, address = $4::text, changed = now(), {resource: % = $5::?}
WHERE r.cid = $1::int AND r.rid = $2::int
	AND NOT EXISTS (SELECT 1 FROM prov.resource o WHERE o.cid = $1::int AND o.login = $3::text
		AND o.rid <> $2::int)
