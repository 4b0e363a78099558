-- Line $3 of the log of context $2 was told after all, or is given up.
DELETE FROM prov.notify_aside WHERE cid = $2::int AND name = $1::text AND seq = $3::bigint
