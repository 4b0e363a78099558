-- Sync: one user of a source has a key. Of an entry that has moved to another context the users of
-- the contexts before are still there, missing, until the grace is over.
SELECT 'source ' || u.source || ', key ' || u.source_key FROM prov.users u
WHERE u.source IS NOT NULL GROUP BY u.source, u.source_key
HAVING count(*) FILTER (WHERE u.missing_since IS NULL) > 1 OR count(*) > count(DISTINCT u.cid)
