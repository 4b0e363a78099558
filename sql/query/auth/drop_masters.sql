-- The master admins before the one with this name.
DELETE FROM prov.master WHERE name <> $1::text
