-- Is nothing in the tables that anybody has made?
-- form: one_context: it is about all of them, once before a restore
SELECT NOT EXISTS (SELECT 1 FROM prov.context) AND NOT EXISTS (SELECT 1 FROM prov.change_log)
	AND NOT EXISTS (SELECT 1 FROM prov.master)
