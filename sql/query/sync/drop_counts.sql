-- Counts of source $1 that do not matter any more. $2: all of them, for an operator has decided.
DELETE FROM prov.sync_count WHERE source = $1::text AND ($2::boolean OR at <= now() - interval '1 day')
