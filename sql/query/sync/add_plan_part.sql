-- A part of a plan that was stopped.
INSERT INTO prov.sync_plan_part (source, digest, n, lines) VALUES ($1::text, $2::text, $3::int, $4::text)
