-- M5: what a user or a context says about capabilities is in order: names in lower case, each once.
SELECT 'user ' || u.uid || ' in context ' || u.cid FROM prov.users u
WHERE u.capabilities IS NOT NULL AND (cardinality(u.capabilities) = 0 OR u.capabilities <> ARRAY(
	SELECT min(x) FROM unnest(u.capabilities) x WHERE x ~ '^-?[a-z0-9_.:+/@][a-z0-9_.:+/@-]{0,63}$'
	GROUP BY ltrim(x, '-') ORDER BY ltrim(x, '-') COLLATE "C"))
UNION ALL
SELECT 'context ' || c.cid FROM prov.context c
WHERE c.capabilities IS NOT NULL AND (cardinality(c.capabilities) = 0 OR c.capabilities <> ARRAY(
	SELECT min(x) FROM unnest(c.capabilities) x WHERE x ~ '^-?[a-z0-9_.:+/@][a-z0-9_.:+/@-]{0,63}$'
	GROUP BY ltrim(x, '-') ORDER BY ltrim(x, '-') COLLATE "C"))
