-- The server of source $1 was seen to show an older state than the one that is stored.
UPDATE prov.sync_server SET went_back = now() WHERE source = $1::text AND went_back IS NULL
