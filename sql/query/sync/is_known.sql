-- Has this source brought users before?
SELECT EXISTS (SELECT FROM prov.source_state WHERE name = $1::text AND read_users > 0)
