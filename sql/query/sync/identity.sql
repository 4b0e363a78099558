-- What source $1 was in its last run: profile, key attribute, hash of its mapping, kind of server, identity of the
-- directory, hash of its scope. No row: there was none.
SELECT profile, key_attr, rules, server, identity, scope_hash FROM prov.source_state WHERE name = $1::text
