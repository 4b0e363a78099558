-- C1: the id and the name of a context are always among its login names.
SELECT 'context ' || c.cid FROM prov.context c
WHERE NOT EXISTS (SELECT 1 FROM prov.login_name l WHERE l.cid = c.cid AND l.name = c.cid::text)
	OR NOT EXISTS (SELECT 1 FROM prov.login_name l WHERE l.cid = c.cid AND l.name = lower(c.name))
