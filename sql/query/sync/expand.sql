-- Moves the rows that differ, and rejected ones, from stage_lean to stage_user.
WITH moved AS (
	DELETE FROM prov.stage_lean l
	WHERE l.run = $1::uuid AND (l.cid = 0 OR EXISTS (SELECT FROM prov.stage_diff d
		WHERE d.cid = l.cid AND d.run = l.run AND d.n = l.n))
	RETURNING l.*
), parts AS (
	SELECT m.*, string_to_array(m.payload, chr(1), chr(2)) AS p FROM moved m
)
INSERT INTO prov.stage_user (cid, run, n, source_key, hash, dn, dn_norm, name, login, display_name,
	given_name, sur_name, mail, aliases, addresses, language, timezone, source_enabled, modules,
	quota, password, attrs, reject)
SELECT cid, run, n, source_key, hash, p[1], dn_norm, p[2], login, p[3], p[4], p[5], p[6], p[7]::text[],
	p[8]::text[], p[9], p[10], p[11]::bool, p[12]::bigint, p[13]::bigint, p[14], p[15]::jsonb, p[16]
FROM parts
