-- Says of entries that were rejected for a name or address who has it. $2: the source; of its users who are missing
-- rekey_explain.sql says more.
-- kind: m missing, u user, g group, r resource
WITH x AS MATERIALIZED (
	SELECT b.cid, b.uid,
		CASE WHEN (m.uid IS NOT NULL OR u.missing_since IS NOT NULL) AND u.source = $2::text
				THEN ' user ' || b.holder::text || ', who is missing in the directory'
{part: sync/holder.inc}
		END AS who
	FROM prov.stage_diff b
{part: sync/holder_of.inc}
	WHERE b.run = $1::uuid AND b.reject IS NOT NULL AND coalesce(b.winner, b.holder) IS NOT NULL
)
UPDATE prov.stage_diff d SET reject = d.reject || x.who
FROM x
WHERE d.cid = x.cid AND d.run = $1::uuid AND d.uid = x.uid
