-- The password hash of the master admin with this name.
SELECT password FROM prov.master WHERE name = $1::text
