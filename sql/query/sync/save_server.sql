-- The server whose state is stored for source $1 from now on.
INSERT INTO prov.sync_server AS s (source, at, name, uri, vendor, counter, epoch, position)
VALUES ($1::text, now(), $2::text, $3::text, $4::text, $5::text, $6::text, $7::text)
ON CONFLICT (source) DO UPDATE
SET at = excluded.at, name = excluded.name, uri = excluded.uri, vendor = excluded.vendor,
	counter = excluded.counter, epoch = excluded.epoch, position = excluded.position, went_back = NULL
