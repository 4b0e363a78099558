-- The last report that was made.
SELECT content::text FROM prov.report
ORDER BY at DESC
LIMIT 1
