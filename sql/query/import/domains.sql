-- Which of the names $1 are login mappings, and of which context.
SELECT name, cid FROM prov.login_name WHERE name = ANY ($1::text[])
