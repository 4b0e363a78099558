-- Gives back addresses that changed users no longer have, and all of deleted ones. They are found by what is stored with
-- the user, unless they want all of it; only if that does not account for all (a domain beyond ASCII, what older versions took)
-- by their owner, for which there is no index.
-- kind: c changed, d to be deleted, u user
WITH changed AS MATERIALIZED (
	SELECT d.cid, d.uid, d.kind, d.n, CASE WHEN s.addresses @> array_remove(lower((u.aliases || u.mail)::text)::text[], NULL)
		THEN '{}' ELSE u.aliases || u.mail END AS typed
	FROM prov.stage_diff d JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
	LEFT JOIN prov.stage_user s ON d.kind = 'c' AND s.cid = d.cid AND s.run = d.run AND s.n = d.n
	WHERE d.run = $1::uuid AND d.kind IN ('c', 'd') AND d.reject IS NULL
), typed AS MATERIALIZED (
{part: sync/typed.inc}
), held AS (
	SELECT t.cid, t.uid, t.address FROM typed t WHERE t.address IS NOT NULL
	UNION
	SELECT a.cid, a.owner, a.address
	FROM (SELECT t.cid, t.uid FROM typed t WHERE t.address IS NULL GROUP BY t.cid, t.uid) o
	JOIN prov.address a ON a.cid = o.cid AND a.kind = 'u' AND a.owner = o.uid
), kept AS (
	SELECT c.cid, c.uid, w.address
	FROM changed c
	JOIN prov.stage_user s ON s.cid = c.cid AND s.run = $1::uuid AND s.n = c.n
	CROSS JOIN LATERAL unnest(s.addresses) w(address)
	WHERE c.kind = 'c'
)
DELETE FROM prov.address a
USING (SELECT h.cid, h.address FROM held h
	LEFT JOIN kept k ON k.cid = h.cid AND k.uid = h.uid AND k.address = h.address
	WHERE k.address IS NULL) f
WHERE a.cid = f.cid AND a.address = f.address
