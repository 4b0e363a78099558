-- The contexts this source has had users in, and what it read last time.
SELECT contexts::text, read_users, read_groups FROM prov.source_state WHERE name = $1::text
