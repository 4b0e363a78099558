-- What the mapping does not fill stays as it is stored: changed rows get it from the user.
-- fill_addresses.sql does that for addresses.
UPDATE prov.stage_user s
SET given_name = CASE WHEN 'given_name' = ANY ($2::text[]) THEN s.given_name ELSE u.given_name END,
	sur_name = CASE WHEN 'sur_name' = ANY ($2::text[]) THEN s.sur_name ELSE u.sur_name END,
	language = CASE WHEN 'language' = ANY ($2::text[]) THEN s.language ELSE u.language END,
	timezone = CASE WHEN 'timezone' = ANY ($2::text[]) THEN s.timezone ELSE u.timezone END,
	modules = CASE WHEN 'access' = ANY ($2::text[]) THEN s.modules ELSE u.modules END,
	quota = CASE WHEN 'quota' = ANY ($2::text[]) THEN s.quota ELSE u.quota END,
	password = CASE WHEN 'password' = ANY ($2::text[]) THEN s.password ELSE u.password END,
	attrs = nullif((coalesce(u.attrs, '{}') - $2::text[]) || coalesce(s.attrs, '{}'), '{}')
FROM prov.stage_diff d, prov.users u
WHERE d.run = $1::uuid AND d.kind = 'c' AND s.cid = d.cid AND s.run = d.run AND s.n = d.n
	AND u.cid = d.cid AND u.uid = d.uid
