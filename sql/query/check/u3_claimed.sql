-- U3: every address of a user is claimed by it, and no other one. The form that servers search by is computed here for ASCII
-- only; of the rest the number is compared, and the primary one, which is stored in that form.
-- kind: u user
SELECT 'user ' || x.uid || ' in context ' || x.cid
FROM (
	SELECT coalesce(s.cid, h.cid) AS cid, coalesce(s.uid, h.owner) AS uid, s.plain, s.searched, h.address AS claim
	FROM (
		SELECT u.cid, u.uid, lower(a) AS address, a ~ '^[!-~]+$' AS plain, CASE WHEN a = u.mail THEN u.address END AS searched
		FROM prov.users u CROSS JOIN unnest(u.aliases) a
	) s
	FULL JOIN (SELECT a.cid, a.owner, a.address FROM prov.address a WHERE a.kind = 'u') h
		ON h.cid = s.cid AND h.address = s.address AND h.owner = s.uid
	WHERE s.cid IS NULL OR h.cid IS NULL
) x
GROUP BY x.cid, x.uid
HAVING coalesce(bool_or(x.plain), false) OR count(*) FILTER (WHERE x.claim IS NULL) <> count(x.claim)
	OR coalesce(max(x.searched) <> ALL (array_agg(x.claim) FILTER (WHERE x.claim IS NOT NULL)), false)
