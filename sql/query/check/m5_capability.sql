-- M5: what a context says about capabilities is in order: names in lower case, each once.
SELECT 'context ' || c.cid FROM prov.context c
WHERE c.capabilities IS NOT NULL AND (cardinality(c.capabilities) = 0 OR c.capabilities <> ARRAY(
	SELECT min(x) FROM unnest(c.capabilities) x WHERE x ~ '^-?[a-z0-9_.:+/@][a-z0-9_.:+/@-]{0,63}$'
	GROUP BY ltrim(x, '-') ORDER BY ltrim(x, '-') COLLATE "C"))
