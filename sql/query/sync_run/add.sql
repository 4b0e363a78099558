-- A run of source $1 that has ended: $2 its id, $3 and $4 the milliseconds of it before and since this transaction
-- began. If it changed nothing and ended as the last one, which changed nothing either, it is counted there; so are all
-- that a watch makes within an hour, and their numbers $17 are sums. said is when the outcome was last told to who is not
-- watching ($15); after $16 hours it is told again. Was it told?
INSERT INTO prov.sync_run AS r (source, seq, run, runs, started, ended, milliseconds, reason, applied, silent, server,
	counts, proof, limits, message, detail, hint, said)
SELECT $1::text, coalesce(x.seq, 0) + CASE WHEN x.same AND (x.silent OR x.batch) THEN 0 ELSE 1 END, $2::uuid, 1,
	now() - make_interval(secs => $3::float8 / 1000), now() + make_interval(secs => $4::float8 / 1000),
	$3::bigint + $4::bigint, $5::text, $6::boolean, $7::boolean AND coalesce(x.was_silent OR NOT (x.same AND x.batch), true),
	$8::text,
	CASE WHEN x.same AND x.batch THEN (SELECT jsonb_object_agg(n.key, CASE WHEN n.key = ANY ($17::text[])
			THEN to_jsonb(n.value::bigint + coalesce((x.counts ->> n.key)::bigint, 0)) ELSE n.value END)
		FROM jsonb_each($9::jsonb) n) ELSE $9::jsonb END,
	$10::jsonb, $11::jsonb, $12::text, $13::text, $14::text,
	CASE WHEN $5::text = 'OK' THEN NULL
		WHEN x.same AND x.said > now() - make_interval(hours => $16::int) THEN x.said
		WHEN $15::boolean THEN NULL ELSE now() END
FROM (SELECT l.seq, l.said, l.counts, l.silent AS was_silent,
		l.silent AND $7::boolean AND l.applied = $6::boolean AND l.server IS NOT DISTINCT FROM $8::text AS silent,
		l.counts ? 'watch' AND $9::jsonb ? 'watch' AND l.applied AND $6::boolean
			AND l.server IS NOT DISTINCT FROM $8::text AND l.started > now() - interval '1 hour' AS batch,
		l.reason = $5::text AND (l.reason = 'PARTIAL' OR l.message IS NOT DISTINCT FROM $12::text) AS same
	FROM (SELECT 1) one
	LEFT JOIN (SELECT * FROM prov.sync_run WHERE source = $1::text ORDER BY seq DESC LIMIT 1) l ON true) x
ON CONFLICT (source, seq) DO UPDATE
SET run = excluded.run, runs = r.runs + 1, silent = excluded.silent, ended = excluded.ended,
	milliseconds = excluded.milliseconds, counts = excluded.counts, proof = excluded.proof, limits = excluded.limits, message = excluded.message,
	detail = excluded.detail, hint = excluded.hint, said = excluded.said
WHERE r.reason = excluded.reason
RETURNING r.said < now()
