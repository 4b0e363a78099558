-- Which addresses of the staged users somebody has, or another user logs in with (U7): the number in the list, and that
-- user's login name, or NULL.
SELECT s.n, a.nth, a.address, CASE WHEN x.cid IS NULL THEN o.login END
FROM prov.stage_user s
CROSS JOIN LATERAL unnest(s.addresses) WITH ORDINALITY a(address, nth)
LEFT JOIN prov.address x ON x.cid = s.cid AND x.address = a.address
LEFT JOIN prov.login_name m ON m.cid = s.cid AND m.name = split_part(a.address, '@', 2)
LEFT JOIN prov.users o ON o.cid = s.cid AND m.cid IS NOT NULL AND o.login = split_part(a.address, '@', 1)
	AND o.login <> s.login
WHERE s.run = $1::uuid AND (x.cid IS NOT NULL OR o.cid IS NOT NULL)
ORDER BY s.n, a.nth
