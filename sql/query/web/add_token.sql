-- A secret whose hash is $2, with which user $3 logs in once, within $4 seconds.
INSERT INTO prov.one_time (cid, hash, uid, expires)
VALUES ($1::int, $2::text, $3::int, now() + make_interval(secs => $4::int))
