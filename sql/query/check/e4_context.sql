-- E4: names and login mappings of contexts that may be none, for the rules in C to judge: all but plain
-- words.
SELECT 'context ' || c.cid, NULL, c.name
FROM prov.context c WHERE c.name !~ '^[!-,/-~][!-~]*$'
UNION ALL
SELECT 'login name of context ' || l.cid, NULL, l.name
FROM prov.login_name l WHERE l.name !~ '^[!-,/-~][!-~]*$'
