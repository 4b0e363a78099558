-- U3: addresses that may be none, for the rules in C to judge: all but short ones of plain words.
SELECT 'user ' || u.uid || ' in context ' || u.cid,
	CASE WHEN u.source IS NULL THEN 'changeuser -c ' || u.cid || ' -i ' || u.uid
		|| ' -a ADDRESSES, and -e ADDRESS if it is the primary one'
		ELSE 'its entry in the directory of source ' || u.source || ', then ldapsync' END, a
FROM prov.users u CROSS JOIN unnest(u.aliases) a
WHERE a !~ '^\w+([.-]\w+)*@[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$' OR a ~ '[^!-~]' OR length(a) > 63
UNION ALL
SELECT 'user ' || u.uid || ' in context ' || u.cid,
	'changeuser -c ' || u.cid || ' -i ' || u.uid || ', attribute ' || f.key, f.value
FROM prov.users u CROSS JOIN jsonb_each_text(u.attrs) f
WHERE f.key IN ('email1', 'email2', 'email3', 'default_sender_address') AND f.value <> ALL (u.aliases)
UNION ALL
SELECT 'group ' || g.gid || ' in context ' || g.cid,
	CASE WHEN g.source IS NULL THEN 'changegroup -c ' || g.cid || ' -i ' || g.gid || ' -e ADDRESS'
		ELSE 'its entry in the directory of source ' || g.source || ', then ldapsync' END, g.mail
FROM prov.groups g WHERE g.mail IS NOT NULL
UNION ALL
SELECT 'resource ' || r.rid || ' in context ' || r.cid,
	'changeresource -c ' || r.cid || ' -i ' || r.rid || ' -e ADDRESS', r.mail
FROM prov.resource r WHERE r.mail IS NOT NULL
