-- Is nothing in the tables that anybody has made?
SELECT NOT EXISTS (SELECT 1 FROM prov.context) AND NOT EXISTS (SELECT 1 FROM prov.change_log)
	AND NOT EXISTS (SELECT 1 FROM prov.master)
