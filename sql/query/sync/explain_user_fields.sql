-- What is stored of the user of source $1 with the key $2 in each of the fields $3, as text, in this order.
SELECT CASE WHEN f.name = 'aliases' THEN array_to_string(u.aliases, ', ') WHEN f.name = 'enabled' THEN u.source_enabled::text
	WHEN f.name = 'password' THEN NULL ELSE coalesce(to_jsonb(u) ->> f.name, u.attrs ->> f.name) END
FROM (SELECT * FROM prov.users WHERE source = $1::text AND source_key = $2::text
	ORDER BY missing_since IS NOT NULL, cid LIMIT 1) u
CROSS JOIN unnest($3::text[]) WITH ORDINALITY f(name, nth)
ORDER BY f.nth
