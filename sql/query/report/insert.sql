-- Report $1 with content $2, which is not sent yet.
INSERT INTO prov.report (id, at, content, status) VALUES ($1::uuid, now(), $2::jsonb, 0)
