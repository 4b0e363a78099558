-- The name of the master admin, if there is one.
SELECT name FROM prov.master ORDER BY name
