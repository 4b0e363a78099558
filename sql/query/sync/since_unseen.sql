-- Users of source $2 who may not be as they are stored: an entry with their key was staged, or it is said to be gone, or
-- ($3: all that is there was named) it was not named; and those who are missing, for an entry may be theirs. Their contexts.
-- kind: u user
WITH keys AS MATERIALIZED (
	SELECT s.source_key FROM prov.stage_user s WHERE s.run = $1::uuid AND s.source_key IS NOT NULL
	UNION
	SELECT k.source_key FROM prov.stage_key k WHERE k.run = $1::uuid AND k.kind = 'u' AND k.gone
), named AS MATERIALIZED (
	SELECT DISTINCT k.source_key FROM prov.stage_key k WHERE k.run = $1::uuid AND k.kind = 'u' AND $3::boolean
), touched AS MATERIALIZED (
	SELECT u.cid, u.uid
	FROM keys k JOIN prov.users u ON u.source = $2::text AND u.source_key = k.source_key
	UNION
	SELECT u.cid, u.uid FROM prov.users u WHERE u.source = $2::text AND u.missing_since IS NOT NULL
	UNION
	SELECT u.cid, u.uid
	FROM prov.users u LEFT JOIN named n ON n.source_key = u.source_key
	WHERE u.source = ANY (CASE WHEN $3::boolean THEN ARRAY[$2::text] ELSE '{}' END) AND n.source_key IS NULL
)
INSERT INTO prov.stage_unseen (cid, run, uid)
SELECT t.cid, $1::uuid, t.uid FROM touched t
ON CONFLICT DO NOTHING
RETURNING cid
