-- All login names of contexts: records name their context by one of them.
SELECT name, cid FROM prov.login_name ORDER BY name COLLATE "C"
