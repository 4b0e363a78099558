-- Which views are there: the checksum of their text, NULL if there are none.
SELECT obj_description(to_regnamespace('prov_view'), 'pg_namespace')
