-- Users of source $4 in contexts $2 who would lose something by a change stay as they are: their login name, values,
-- that they are disabled; in contexts $3 nobody is disabled by the directory either. fill.sql has completed the staged
-- rows. $5: the module access of an entry that says nothing about it. What was held back has no hash, so that it is not
-- taken for done when hashes are renewed: each run looks at it again.
-- kind: c changed
WITH held AS (DELETE FROM prov.stage_diff d
	USING prov.stage_user s, prov.users u
	WHERE d.run = $1::uuid AND d.kind = 'c' AND d.cid = ANY ($2::int[]) AND s.cid = d.cid AND s.run = d.run AND s.n = d.n
		AND u.cid = d.cid AND u.uid = d.uid AND u.source = $4::text AND u.missing_since IS NULL
		AND true IN ({user.lost: u.% IS NOT NULL AND s.% IS NULL},
			u.login <> s.login, s.source_enabled AND NOT u.source_enabled,
			u.source_enabled AND NOT s.source_enabled AND u.cid = ANY ($3::int[]),
			cardinality(u.aliases) > 0 AND cardinality(s.aliases) = 0,
			u.password IS NOT NULL AND s.password IS NULL, u.modules <> $5::bigint AND s.modules = $5::bigint,
			NOT coalesce(s.attrs, '{}') ?& ARRAY(SELECT jsonb_object_keys(coalesce(u.attrs, '{}'))))
	RETURNING d.cid, d.n
)
UPDATE prov.stage_user s SET hash = NULL FROM held h WHERE s.cid = h.cid AND s.run = $1::uuid AND s.n = h.n
