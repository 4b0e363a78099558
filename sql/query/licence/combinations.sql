-- Enabled users without the admins of contexts, by what they may use.
SELECT modules, count(*) FROM prov.users
WHERE uid <> 2 AND enabled AND source_enabled
GROUP BY modules
ORDER BY 2 DESC, 1
