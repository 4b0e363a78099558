-- The sources that the database knows, by name.
SELECT s.name FROM prov.source_state s
UNION
SELECT substr(j.name, 10) FROM prov.job_lock j WHERE j.name LIKE 'ldapsync %'
ORDER BY 1
