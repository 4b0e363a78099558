-- There is one master admin: the new one replaces any other.
WITH others AS (DELETE FROM prov.master WHERE name <> $1::text)
INSERT INTO prov.master (name, password) VALUES ($1::text, $2::text)
ON CONFLICT (name) DO UPDATE SET password = excluded.password
