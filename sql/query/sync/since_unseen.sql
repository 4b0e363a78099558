-- Users of source $2 who may not be as they are stored: an entry with their key was staged, or it is said to be gone, or
-- ($3: all that is there was named) it was not named; and those who are missing, for an entry may be theirs. Their contexts.
-- kind: u user
WITH staged AS MATERIALIZED (
	SELECT DISTINCT s.source_key FROM prov.stage_user s WHERE s.run = $1::uuid AND s.source_key IS NOT NULL
), named AS MATERIALIZED (
	SELECT k.source_key, bool_or(k.gone) AS gone FROM prov.stage_key k
	WHERE k.run = $1::uuid AND k.kind = 'u' GROUP BY k.source_key
), touched AS MATERIALIZED (
	SELECT u.cid, u.uid
	FROM prov.users u
	LEFT JOIN staged s ON s.source_key = u.source_key
	LEFT JOIN named k ON k.source_key = u.source_key
	WHERE u.source = $2::text AND (s.source_key IS NOT NULL OR k.gone OR u.missing_since IS NOT NULL
		OR ($3::boolean AND k.source_key IS NULL))
)
INSERT INTO prov.stage_unseen (cid, run, uid)
SELECT t.cid, $1::uuid, t.uid FROM touched t
ON CONFLICT DO NOTHING
RETURNING cid
