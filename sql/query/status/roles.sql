-- Roles that servers log in with to read: name, connections, how many it may have (-1: any number), has its password
-- expired. Not those of the suite, nor who may do everything.
SELECT r.rolname,
	(SELECT count(*) FROM pg_catalog.pg_stat_activity a WHERE a.usesysid = r.oid), r.rolconnlimit,
	coalesce(r.rolvaliduntil < now(), false)
FROM pg_catalog.pg_roles r
WHERE r.rolcanlogin AND NOT r.rolsuper AND r.rolname NOT IN ('prov', 'prov_owner')
	AND NOT pg_catalog.pg_has_role(r.oid, 'prov', 'MEMBER')
	AND EXISTS (SELECT 1 FROM pg_catalog.pg_namespace n WHERE n.nspname IN ('prov', 'prov_view')
		AND pg_catalog.has_schema_privilege(r.oid, n.oid, 'USAGE'))
ORDER BY r.rolname
