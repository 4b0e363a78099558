-- An entry that is rejected for a user of source $2 who is missing: since when that is, until when the user is kept ($3
-- days, NULL: for ever), and what to do ($4: the command that gives the account to the entry).
-- kind: m missing, u user
WITH x AS MATERIALIZED (
	SELECT w.cid, w.uid, ' since ' || to_char(coalesce(u.missing_since, now()) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')
		|| ' UTC, in context ' || w.cid || ', and kept ' || coalesce('until ' || to_char(coalesce(u.missing_since, now())
		AT TIME ZONE 'UTC' + make_interval(days => $3::int), 'YYYY-MM-DD'), 'until it is deleted by hand')
		|| coalesce(' (not put together: ' || r.doubt || ')', '') || ': "' || $4::text
		|| '" gives that account to the entry, "deleteuser -c ' || w.cid || ' -i ' || u.uid || '" removes it' AS more
	FROM prov.stage_diff w
	JOIN prov.users u ON u.cid = w.cid AND u.uid = w.holder
	LEFT JOIN prov.stage_diff m ON m.cid = u.cid AND m.run = $1::uuid AND m.uid = u.uid AND m.kind = 'm'
	LEFT JOIN prov.stage_rekey r ON r.cid = u.cid AND r.run = $1::uuid AND r.kind = 'u' AND r.id = u.uid
	WHERE w.run = $1::uuid AND w.reject IS NOT NULL AND w.holder_kind = 'u' AND u.source = $2::text
		AND (m.uid IS NOT NULL OR u.missing_since IS NOT NULL)
)
UPDATE prov.stage_diff d SET reject = d.reject || x.more
FROM x
WHERE d.cid = x.cid AND d.run = $1::uuid AND d.uid = x.uid
