-- There is one master admin; drop_masters.sql takes away any other.
INSERT INTO prov.master (name, password) VALUES ($1::text, $2::text)
ON CONFLICT (name) DO UPDATE SET password = excluded.password
