-- U3: the primary addresses that mail servers may cut, for the rules in C to judge. What a directory says is taken.
SELECT 'user ' || u.uid || ' in context ' || u.cid,
	CASE WHEN u.source IS NULL THEN 'changeuser -c ' || u.cid || ' -i ' || u.uid || ' -e ADDRESS'
		ELSE 'its entry in the directory of source ' || u.source || ', then ldapsync' END, u.mail,
	u.source IS NOT NULL
FROM prov.users u WHERE u.mail ~ '[^A-Za-z0-9.].*@'
