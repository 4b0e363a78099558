-- What the mapping does not fill stays as it is stored: changed rows get it from the user, but for those that have it.
-- fill_addresses.sql has done that for addresses: a sender that is none of them any more, or the primary one,
-- is not stored (DR1).
-- kind: c changed
UPDATE prov.stage_user s
SET {user.kept: % = CASE WHEN '%' = ANY ($2::text[]) THEN s.% ELSE u.% END},
	modules = CASE WHEN 'access' = ANY ($2::text[]) THEN s.modules ELSE u.modules END,
	password = CASE WHEN 'password' = ANY ($2::text[]) THEN s.password ELSE u.password END,
	attrs =
{part: sync/filled.inc}
FROM prov.stage_diff d, prov.users u
WHERE d.run = $1::uuid AND d.kind = 'c' AND s.cid = d.cid AND s.run = d.run AND s.n = d.n
	AND u.cid = d.cid AND u.uid = d.uid
	AND (true IN ({user.kept: '%' <> ALL ($2::text[]) AND s.% IS DISTINCT FROM u.%},
		'access' <> ALL ($2::text[]) AND s.modules <> u.modules,
		'password' <> ALL ($2::text[]) AND s.password IS DISTINCT FROM u.password)
	OR s.attrs IS DISTINCT FROM
{part: sync/filled.inc}
	)
