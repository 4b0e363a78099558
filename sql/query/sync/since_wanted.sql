-- Entries of source $2 that are to be looked at though nothing was said of them, at most $3: those that could not be taken,
-- those of users who are to be compared again, those that are there, and of whom nobody knows, or who are missing, and, as the
-- last ones, those that may be gone: $5, of users who were held back, and of protected users of whom something is put aside. Not
-- those that are said to be gone: by name, or ($4: all that is there was named) since they were not named.
-- kind: u user
WITH named AS MATERIALIZED (
	SELECT DISTINCT k.source_key FROM prov.stage_key k WHERE k.run = $1::uuid AND k.kind = 'u' AND NOT k.gone
), gone AS MATERIALIZED (
	SELECT DISTINCT k.source_key FROM prov.stage_key k WHERE k.run = $1::uuid AND k.kind = 'u' AND k.gone
), staged AS MATERIALIZED (
	SELECT s.source_key FROM prov.stage_user s WHERE s.run = $1::uuid AND s.source_key IS NOT NULL
), unknown AS MATERIALIZED (
	SELECT n.source_key
	FROM (SELECT m.source_key FROM named m LEFT JOIN staged s ON s.source_key = m.source_key
		WHERE s.source_key IS NULL) n
	LEFT JOIN prov.users u ON u.source = $2::text AND u.source_key = n.source_key AND u.missing_since IS NULL
	WHERE u.source_key IS NULL
), rejected AS MATERIALIZED (
	SELECT DISTINCT r.entry FROM prov.sync_reject r WHERE r.source = $2::text AND r.kind = 'user'
), held AS MATERIALIZED (
	SELECT unnest($5::text[]) AS source_key
), put_aside AS MATERIALIZED (
	SELECT DISTINCT p.context AS cid, p.id AS uid FROM prov.sync_protected p WHERE p.source = $2::text
), protected AS MATERIALIZED (
	SELECT u.source_key
	FROM put_aside p JOIN prov.users u ON u.cid = p.cid AND u.uid = p.uid
	WHERE u.source = $2::text AND u.source_key IS NOT NULL
), unsettled AS MATERIALIZED (
	SELECT u.source_key FROM prov.users u
	WHERE u.source = $2::text AND u.source_hash IS NULL AND u.missing_since IS NULL AND u.source_key IS NOT NULL
)
SELECT w.key, w.may_be_gone
FROM (SELECT x.key, bool_or(x.may_be_gone) AS may_be_gone
	FROM (SELECT r.entry AS key, false AS may_be_gone FROM rejected r
		UNION ALL
		SELECT u.source_key, false FROM unsettled u
		UNION ALL
		SELECT n.source_key, false FROM unknown n
		UNION ALL
		SELECT h.source_key, true FROM held h
		UNION ALL
		SELECT p.source_key, true FROM protected p) x
	GROUP BY x.key) w
LEFT JOIN staged s ON s.source_key = w.key
LEFT JOIN gone g ON g.source_key = w.key
LEFT JOIN named n ON n.source_key = w.key
WHERE s.source_key IS NULL AND g.source_key IS NULL AND (n.source_key IS NOT NULL OR NOT $4::boolean)
ORDER BY 2
LIMIT $3::int
