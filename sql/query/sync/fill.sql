-- What the mapping does not fill stays as it is stored: changed rows get it from the user.
-- fill_addresses.sql has done that for addresses: a sender that is none of them any more, or the primary one,
-- is not stored (DR1).
-- kind: c changed
UPDATE prov.stage_user s
SET {user.kept: % = CASE WHEN '%' = ANY ($2::text[]) THEN s.% ELSE u.% END},
	modules = CASE WHEN 'access' = ANY ($2::text[]) THEN s.modules ELSE u.modules END,
	password = CASE WHEN 'password' = ANY ($2::text[]) THEN s.password ELSE u.password END,
	attrs = nullif((coalesce(u.attrs, '{}') - $2::text[]
		- CASE WHEN u.attrs ->> 'default_sender_address' <> s.mail
			AND (u.attrs ->> 'default_sender_address' = ANY (s.aliases)
			OR lower(u.attrs ->> 'default_sender_address') = ANY (s.addresses)) THEN ''
		ELSE 'default_sender_address' END) || coalesce(s.attrs, '{}'), '{}')
FROM prov.stage_diff d, prov.users u
WHERE d.run = $1::uuid AND d.kind = 'c' AND s.cid = d.cid AND s.run = d.run AND s.n = d.n
	AND u.cid = d.cid AND u.uid = d.uid
