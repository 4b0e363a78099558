-- What is stored of the group of source $1 with the key $2 in each of the fields $3, as text, in this order; of members
-- how many there are.
SELECT CASE WHEN f.name = 'members' THEN count(m.uid)::text ELSE to_jsonb(g) ->> f.name END
FROM (SELECT * FROM prov.groups WHERE source = $1::text AND source_key = $2::text
	ORDER BY missing_since IS NOT NULL, cid LIMIT 1) g
CROSS JOIN unnest($3::text[]) WITH ORDINALITY f(name, nth)
LEFT JOIN prov.member m ON m.cid = g.cid AND m.gid = g.gid AND f.name = 'members'
GROUP BY f.nth, f.name, to_jsonb(g)
ORDER BY f.nth
