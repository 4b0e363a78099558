-- Says of entries that were rejected for a name or address who has it. $2: the source; of its users who are missing
-- rekey_explain.sql says more.
-- kind: m missing, u user, g group, r resource
UPDATE prov.stage_diff d SET reject = d.reject || x.who
FROM (SELECT b.cid, b.uid,
		CASE WHEN b.winner IS NOT NULL THEN ' user ' || h.uid::text || ' ("' || w.name || '") of context ' || b.cid::text
				|| ', whose entry is "' || w.dn_norm || '"'
			WHEN b.holder_kind = 'g' THEN ' group ' || b.holder::text || ' ("' || g.name || '") of context ' || b.cid::text
			WHEN b.holder_kind = 'r' THEN ' resource ' || b.holder::text || ' ("' || r.name || '") of context '
				|| b.cid::text
			WHEN (m.uid IS NOT NULL OR u.missing_since IS NOT NULL) AND u.source = $2::text
				THEN ' user ' || b.holder::text || ', who is missing in the directory'
			ELSE ' user ' || b.holder::text || ' ("' || u.name || '") of context ' || b.cid::text
				|| CASE WHEN m.uid IS NOT NULL OR u.missing_since IS NOT NULL
					THEN ', who is missing in the directory'
						|| ' since ' || to_char(coalesce(u.missing_since, now()), 'YYYY-MM-DD')
						|| ', and deleteuser -c ' || b.cid::text || ' -i ' || b.holder::text || ' frees it'
					WHEN b.holder = 2 THEN ', its admin'
					WHEN u.source IS NULL THEN ', who is from no directory'
					WHEN u.source <> $2::text THEN ', who is from source "' || u.source || '"'
					ELSE ', whose entry is "' || u.source_dn || '"' END END AS who
	FROM prov.stage_diff b
	LEFT JOIN prov.stage_diff h ON h.cid = b.cid AND h.run = b.run AND h.n = b.winner
	LEFT JOIN prov.stage_user w ON w.cid = b.cid AND w.run = b.run AND w.n = b.winner
	LEFT JOIN prov.users u ON b.holder_kind = 'u' AND u.cid = b.cid AND u.uid = b.holder
	LEFT JOIN prov.stage_diff m ON b.holder_kind = 'u' AND m.cid = b.cid AND m.run = b.run AND m.uid = b.holder
		AND m.kind = 'm'
	LEFT JOIN prov.groups g ON b.holder_kind = 'g' AND g.cid = b.cid AND g.gid = b.holder
	LEFT JOIN prov.resource r ON b.holder_kind = 'r' AND r.cid = b.cid AND r.rid = b.holder
	WHERE b.run = $1::uuid AND b.reject IS NOT NULL AND coalesce(b.winner, b.holder) IS NOT NULL) x
WHERE d.cid = x.cid AND d.run = $1::uuid AND d.uid = x.uid
