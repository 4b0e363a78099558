-- All names: of users, groups, resources, contexts, and their addresses; one text a row.
-- form: one_context: it is about all contexts
SELECT concat_ws(' ', name, display_name, given_name, sur_name, mail, array_to_string(aliases, ' ')) FROM prov.users
UNION ALL SELECT concat_ws(' ', name, display_name) FROM prov.groups
UNION ALL SELECT concat_ws(' ', name, display_name) FROM prov.resource
UNION ALL SELECT address FROM prov.address
UNION ALL SELECT name FROM prov.context
UNION ALL SELECT name FROM prov.login_name
