-- Sync: no two users of a source have the same key.
SELECT 'source ' || u.source || ', key ' || u.source_key FROM prov.users u
WHERE u.source IS NOT NULL GROUP BY u.source, u.source_key HAVING count(*) > 1
