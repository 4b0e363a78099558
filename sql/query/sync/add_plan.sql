-- A plan that was stopped.
INSERT INTO prov.sync_plan (source, digest, run, at, removals) VALUES ($1::text, $2::text, $3::uuid, now(), $4::bigint)
