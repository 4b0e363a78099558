-- Login names of contexts, those among $1, or (NULL) all: records name their context by one of them.
SELECT name, cid FROM prov.login_name WHERE $1::text[] IS NULL OR name = ANY ($1::text[]) ORDER BY name COLLATE "C"
