-- Users of source $2 who are to be disabled although their entry cannot be taken, or is now in another context
-- and they are held back in this one: it says so. In contexts $3 nobody is disabled by that. They are known by the key, wherever the entry is now.
-- Users who are changed, disabled or deleted by the plan anyway are not among them.
INSERT INTO prov.stage_lock (cid, run, uid)
SELECT u.cid, x.run, u.uid
FROM prov.stage_unseen x JOIN prov.users u ON u.cid = x.cid AND u.uid = x.uid
WHERE x.run = $1::uuid AND u.source = $2::text AND u.source_enabled AND u.cid <> ALL ($3::int[])
	AND u.source_key IN (
		SELECT s.source_key FROM prov.stage_user s WHERE s.run = $1::uuid AND NOT s.source_enabled)
	AND NOT EXISTS (SELECT 1 FROM prov.stage_diff o
		WHERE o.cid = u.cid AND o.run = $1::uuid AND o.uid = u.uid AND o.reject IS NULL)
