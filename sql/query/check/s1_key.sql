-- Sync: one user of a source has a key. Of an entry that has moved to another context the users of
-- the contexts before are still there, missing, until the grace is over.
SELECT 'source ' || u.source || ', key ' || u.source_key FROM prov.users u
JOIN (
	SELECT source, source_key FROM prov.users WHERE source IS NOT NULL GROUP BY source, source_key HAVING count(*) > 1
) k ON k.source = u.source AND k.source_key = u.source_key
GROUP BY u.source, u.source_key
HAVING count(*) FILTER (WHERE u.missing_since IS NULL) > 1 OR count(*) > count(DISTINCT u.cid)
