-- Entries of source $2 that are to be looked at though nothing was said of them, at most $3: those that could not be taken,
-- those of users who are to be compared again, and those that are there, and of whom nobody knows.
-- kind: u user
WITH named AS MATERIALIZED (
	SELECT DISTINCT k.source_key FROM prov.stage_key k WHERE k.run = $1::uuid AND k.kind = 'u' AND NOT k.gone
), staged AS MATERIALIZED (
	SELECT s.source_key FROM prov.stage_user s WHERE s.run = $1::uuid AND s.source_key IS NOT NULL
), owned AS MATERIALIZED (
	SELECT u.source_key FROM prov.users u WHERE u.source = $2::text AND EXISTS (SELECT 1 FROM named)
), rejected AS MATERIALIZED (
	SELECT DISTINCT r.entry FROM prov.sync_reject r WHERE r.source = $2::text AND r.kind = 'user'
), unsettled AS MATERIALIZED (
	SELECT u.source_key FROM prov.users u
	WHERE u.source = $2::text AND u.source_hash IS NULL AND u.missing_since IS NULL AND u.source_key IS NOT NULL
)
SELECT w.key
FROM (SELECT r.entry AS key FROM rejected r
	UNION
	SELECT u.source_key FROM unsettled u
	UNION
	SELECT n.source_key FROM named n LEFT JOIN owned o ON o.source_key = n.source_key WHERE o.source_key IS NULL) w
LEFT JOIN staged s ON s.source_key = w.key
WHERE s.source_key IS NULL
LIMIT $3::int
