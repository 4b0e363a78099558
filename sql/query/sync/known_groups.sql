-- The groups of source $1 as its last complete run had them.
SELECT number, hash FROM prov.sync_group WHERE source = $1::text
