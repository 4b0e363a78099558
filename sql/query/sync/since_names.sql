-- Do groups know somebody of source $2 by another name now, or not any more, or anew? What touched.sql finds, and what comes
-- of an entry that cannot be taken, before users are compared.
WITH old AS MATERIALIZED (
	SELECT u.cid, u.source, u.source_key, u.source_dn, u.login, u.missing_since
	FROM prov.stage_unseen x JOIN prov.users u ON u.cid = x.cid AND u.uid = x.uid
	WHERE x.run = $1::uuid
), new AS MATERIALIZED (
	SELECT s.cid, s.source_key, s.dn_norm, coalesce(s.entry_login, s.login) AS login
	FROM prov.stage_user s WHERE s.run = $1::uuid
)
SELECT EXISTS (SELECT 1
	FROM (SELECT cid, source_key, source_dn, login, missing_since FROM old WHERE source = $2::text) o
	FULL JOIN new n ON n.source_key = o.source_key
	WHERE CASE WHEN n.cid IS NULL THEN o.missing_since IS NULL
		WHEN o.cid IS NULL THEN n.cid > 0
		ELSE o.cid <> n.cid OR o.missing_since IS NOT NULL
			OR (o.source_dn, o.login) IS DISTINCT FROM (n.dn_norm, n.login) END)
