-- Writes the columns of a group that commands may change. No row: the name is taken.
UPDATE prov.groups g
SET login = $3::text, address = $4::text, changed = now(), {group: % = $5::?}
WHERE g.cid = $1::int AND g.gid = $2::int
	AND NOT EXISTS (SELECT 1 FROM prov.groups o WHERE o.cid = $1::int AND o.login = $3::text
		AND o.gid <> $2::int)
