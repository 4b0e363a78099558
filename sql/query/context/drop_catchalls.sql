-- Takes all catch-alls of a context away.
DELETE FROM prov.catchall WHERE cid = $1::int
