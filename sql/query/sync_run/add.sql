-- A run of source $1 that has ended: $2 its id, $3 and $4 the milliseconds of it before and since this transaction
-- began. If it changed nothing and ended as the last one, which changed nothing either, it is counted there. said
-- is when the outcome was last told to who is not watching ($15); after $16 hours it is told again. Was it told?
INSERT INTO prov.sync_run AS r (source, seq, run, runs, started, ended, milliseconds, reason, applied, silent, server,
	counts, proof, limits, message, detail, hint, said)
SELECT $1::text, coalesce(x.seq, 0) + CASE WHEN x.same AND x.silent THEN 0 ELSE 1 END, $2::uuid, 1,
	now() - make_interval(secs => $3::float8 / 1000), now() + make_interval(secs => $4::float8 / 1000),
	$3::bigint + $4::bigint, $5::text, $6::boolean, $7::boolean, $8::text, $9::jsonb, $10::jsonb, $11::jsonb,
	$12::text, $13::text, $14::text,
	CASE WHEN $5::text = 'OK' THEN NULL
		WHEN x.same AND x.said > now() - make_interval(hours => $16::int) THEN x.said
		WHEN $15::boolean THEN NULL ELSE now() END
FROM (SELECT l.seq, l.said,
		l.silent AND $7::boolean AND l.applied = $6::boolean AND l.server IS NOT DISTINCT FROM $8::text AS silent,
		l.reason = $5::text AND (l.reason = 'PARTIAL' OR l.message IS NOT DISTINCT FROM $12::text) AS same
	FROM (SELECT 1) one
	LEFT JOIN (SELECT * FROM prov.sync_run WHERE source = $1::text ORDER BY seq DESC LIMIT 1) l ON true) x
ON CONFLICT (source, seq) DO UPDATE
SET run = excluded.run, runs = r.runs + 1, ended = excluded.ended, milliseconds = excluded.milliseconds,
	counts = excluded.counts, proof = excluded.proof, limits = excluded.limits, message = excluded.message,
	detail = excluded.detail, hint = excluded.hint, said = excluded.said
WHERE r.reason = excluded.reason
RETURNING r.said < now()
