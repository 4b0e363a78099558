-- What differs between staging and the users of source $2 that were not seen as they are. New users get their ids here,
-- in the order of the directory. $3: days of grace, NULL: nobody is purged; $4: who has been missing since this run at
-- the latest was kept for enough runs. Something is taken only from those who are proved to be gone, or were read in
-- another context; purged is nobody whose entry is there, out of the source. Rejected entries count as present.
-- kind: n new, c changed, m missing, d to be deleted, u user
WITH found AS MATERIALIZED (
	SELECT coalesce(s.cid, u.cid) AS cid, u.uid, s.n, u.source_key,
		CASE WHEN u.uid IS NULL THEN 'n'::"char"
			WHEN s.n IS NOT NULL THEN 'c'::"char"
			WHEN u.missing_since IS NULL THEN 'm'::"char"
			ELSE 'd'::"char" END AS kind
	FROM (SELECT cid, n, source_key, hash
		FROM prov.stage_user WHERE run = $1::uuid AND cid > 0) s
	FULL JOIN (SELECT u.cid, u.uid, u.source_key, u.source_hash, u.missing_since, u.missing_run
		FROM prov.stage_unseen x JOIN prov.users u ON u.cid = x.cid AND u.uid = x.uid
		WHERE x.run = $1::uuid AND u.source = $2::text) u
		ON u.source_key = s.source_key AND u.cid = s.cid
	WHERE (u.uid IS NULL OR s.n IS NULL OR u.source_hash IS DISTINCT FROM s.hash
			OR u.missing_since IS NOT NULL)
		AND NOT (s.n IS NULL AND u.missing_since IS NOT NULL AND ($3::int IS NULL
			OR u.missing_since > now() - make_interval(days => $3::int)
			OR u.missing_run > $4::bigint))
), elsewhere AS MATERIALIZED (
	SELECT f.cid, f.uid, bool_or(s.cid = 0) AS rejected, bool_or(s.cid > 0) AS moved
	FROM found f JOIN prov.stage_user s ON s.run = $1::uuid AND s.source_key = f.source_key
	WHERE f.n IS NULL
	GROUP BY f.cid, f.uid
)
INSERT INTO prov.stage_diff (cid, run, uid, n, nth, kind)
SELECT c.cid, $1::uuid, coalesce(f.uid, c.next_uid - 1 + row_number() OVER w - count(f.uid) OVER w), f.n,
	row_number() OVER w, f.kind
FROM found f
JOIN prov.context c ON c.cid = f.cid
LEFT JOIN elsewhere e ON e.cid = f.cid AND e.uid = f.uid
LEFT JOIN prov.stage_gone p ON p.cid = c.cid AND p.run = $1::uuid AND p.kind = 'u' AND p.id = f.uid AND p.proven
WHERE f.n IS NOT NULL OR (e.rejected IS NOT TRUE
	AND (e.moved OR (p.id IS NOT NULL AND (f.kind = 'm' OR p.place IS NULL))))
WINDOW w AS (PARTITION BY c.cid ORDER BY f.uid IS NULL, f.uid, f.n ROWS UNBOUNDED PRECEDING)
