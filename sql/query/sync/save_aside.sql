-- Entries of $2 that source $1 leaves out since this run.
INSERT INTO prov.sync_left_out AS o (source, kind, entry, context, field, digest, name, dn, why, since)
SELECT $1::text, x.kind, x.entry, 0, '', '', NULL, x.dn, x.why, now()
FROM (WITH found AS MATERIALIZED (
		SELECT DISTINCT ON (f.kind, f.entry) f.kind, f.entry, f.dn, f.why
		FROM jsonb_to_recordset($2::jsonb) AS f(kind text, entry text, dn text, why text)
		ORDER BY f.kind, f.entry, f.dn
	), stored AS MATERIALIZED (
		SELECT s.kind, s.entry FROM prov.sync_left_out s WHERE s.source = $1::text AND s.field = ''
	)
	SELECT f.kind, f.entry, f.dn, f.why
	FROM found f LEFT JOIN stored s ON s.kind = f.kind AND s.entry = f.entry
	WHERE s.kind IS NULL) x
