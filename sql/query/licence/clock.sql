-- The latest day that was seen: in seconds since 1970, as text.
SELECT extract(epoch FROM day)::bigint, day::text FROM prov.licence_clock WHERE name = 'latest'
