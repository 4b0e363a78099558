-- Who else has what an entry of source $2 with the key $3 wants in context $1: its login name, or that of its group ($4), and its
-- addresses ($5). $6: the kind of the entry.
-- kind: u user, g group
SELECT 'name', $4::text, 'user ' || u.uid::text || ' ("' || u.name || '")' || CASE WHEN u.source IS NULL
		THEN ', who is from no directory' WHEN u.source <> $2::text THEN ', who is from source "' || u.source || '"'
		WHEN u.missing_since IS NOT NULL THEN ', who is missing since ' || to_char(u.missing_since, 'YYYY-MM-DD')
		ELSE ', whose entry is "' || u.source_dn || '"' END
FROM prov.users u
WHERE u.cid = $1::int AND $6::text = 'u' AND u.login = $4::text
	AND (u.source, u.source_key) IS DISTINCT FROM ($2::text, $3::text)
UNION ALL
SELECT 'name', $4::text, 'group ' || g.gid::text || ' ("' || g.name || '")' || CASE WHEN g.source IS NULL
		THEN ', which is from no directory' WHEN g.source <> $2::text THEN ', which is from source "' || g.source || '"'
		WHEN g.missing_since IS NOT NULL THEN ', which is missing since ' || to_char(g.missing_since, 'YYYY-MM-DD')
		ELSE '' END
FROM prov.groups g
WHERE g.cid = $1::int AND $6::text = 'g' AND g.login = $4::text
	AND (g.source, g.source_key) IS DISTINCT FROM ($2::text, $3::text)
UNION ALL
SELECT 'address', a.address, CASE WHEN a.kind = 'u' THEN 'user ' WHEN a.kind = 'g' THEN 'group ' ELSE 'resource ' END || a.owner::text
	|| coalesce(' ("' || coalesce(u.name, g.name) || '")', '') || CASE WHEN u.missing_since IS NOT NULL
		THEN ', who is missing since ' || to_char(u.missing_since, 'YYYY-MM-DD')
		WHEN u.source = $2::text THEN ', whose entry is "' || u.source_dn || '"' ELSE '' END
FROM prov.address a
LEFT JOIN prov.users u ON u.cid = a.cid AND a.kind = 'u' AND u.uid = a.owner
LEFT JOIN prov.groups g ON g.cid = a.cid AND a.kind = 'g' AND g.gid = a.owner
WHERE a.cid = $1::int AND a.address = ANY ($5::text[])
	AND (coalesce(u.source, g.source), coalesce(u.source_key, g.source_key), a.kind::text)
		IS DISTINCT FROM ($2::text, $3::text, $6::text)
ORDER BY 1 DESC, 2
