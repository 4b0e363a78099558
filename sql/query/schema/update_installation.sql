-- The same, where a server reads it.
UPDATE prov.installation SET capabilities = $1::text[]
WHERE name = 'installation' AND capabilities IS DISTINCT FROM $1::text[]
