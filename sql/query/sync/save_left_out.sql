-- Values that source $2 leaves out since this run.
INSERT INTO prov.sync_left_out AS o (source, kind, entry, context, field, digest, name, dn, why, since)
SELECT $2::text, x.kind, x.source_key, x.cid, x.field, x.digest, x.name, x.dn, x.why, now()
FROM (WITH planned AS MATERIALIZED (
		SELECT DISTINCT ON (p.kind, p.source_key, p.cid, p.field, p.digest)
			p.kind, p.source_key, p.cid, p.field, p.digest, p.name, p.dn, p.why
		FROM prov.planned_left_out p
		WHERE p.run = $1::uuid
		ORDER BY p.kind, p.source_key, p.cid, p.field, p.digest, p.n DESC
	), stored AS MATERIALIZED (
		SELECT s.kind, s.context, s.entry, s.field, s.digest FROM prov.sync_left_out s WHERE s.source = $2::text
	)
	SELECT p.kind, p.source_key, p.cid, p.field, p.digest, p.name, p.dn, p.why
	FROM planned p
	LEFT JOIN stored s ON s.kind = p.kind AND s.entry = p.source_key AND s.context = p.cid AND s.field = p.field
		AND s.digest = p.digest
	WHERE s.kind IS NULL) x
