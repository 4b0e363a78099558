-- Changed by the hash, which is over the meaning of the mapping as well, but not in any value: these are no
-- changes. fill.sql has completed the staged rows. refresh_hashes.sql notes the new hash.
-- A planner that believes that there is hardly a user compares each entry with all users of its context, unless users
-- and entries meet by their numbers only.
-- kind: c changed
WITH known AS MATERIALIZED (
	SELECT d.cid, d.uid, d.n, u.source_key, u.login, u.address, u.aliases, u.source_enabled, u.modules, u.password,
		u.attrs, u.source_dn, {user: u.%}
	FROM prov.stage_diff d
	JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
	WHERE d.run = $1::uuid AND d.kind = 'c' AND u.source = $2::text AND u.missing_since IS NULL
), same AS MATERIALIZED (
	SELECT u.cid, u.uid
	FROM known u
	JOIN prov.stage_user s ON s.cid = u.cid AND s.run = $1::uuid AND s.n = u.n
	WHERE
{part: sync/same.inc}
)
DELETE FROM prov.stage_diff d
USING same x
WHERE d.cid = x.cid AND d.run = $1::uuid AND d.uid = x.uid AND d.kind = 'c'
