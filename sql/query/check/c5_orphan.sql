-- C5: nothing is left of a context that is gone.
SELECT x.what || ' of context ' || x.cid FROM (
	SELECT 'users' AS what, cid FROM prov.users
	UNION SELECT 'addresses', cid FROM prov.address
	UNION SELECT 'groups', cid FROM prov.groups
	UNION SELECT 'members', cid FROM prov.member
	UNION SELECT 'resources', cid FROM prov.resource
	UNION SELECT 'handovers', cid FROM prov.handover
	UNION SELECT 'catch-alls', cid FROM prov.catchall
	UNION SELECT 'one-time logins', cid FROM prov.one_time
	UNION SELECT 'sessions', cid FROM prov.web_session
) x WHERE NOT EXISTS (SELECT 1 FROM prov.context c WHERE c.cid = x.cid)
