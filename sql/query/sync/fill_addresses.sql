-- Addresses of changed users, where the mapping does not fill both, the primary one and the others.
-- Others that are not mapped stay, and the primary one of before goes. A primary one that is not mapped
-- stays as long as it is among the others. What a user holds is found as in free_addresses.sql.
-- kind: c changed, u user
WITH changed AS MATERIALIZED (
	SELECT d.cid, d.uid, u.aliases || u.mail AS typed
	FROM prov.stage_diff d JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
	WHERE d.run = $1::uuid AND d.kind = 'c' AND 'aliases' <> ALL ($2::text[])
), typed AS MATERIALIZED (
{part: sync/typed.inc}
), held AS (
	SELECT h.cid, h.uid, array_agg(h.address) AS addresses
	FROM (SELECT t.cid, t.uid, t.address FROM typed t WHERE t.address IS NOT NULL
		UNION
		SELECT a.cid, a.owner, a.address
		FROM (SELECT t.cid, t.uid FROM typed t WHERE t.address IS NULL GROUP BY t.cid, t.uid) x
		JOIN prov.address a ON a.cid = x.cid AND a.kind = 'u' AND a.owner = x.uid) h
	GROUP BY h.cid, h.uid
)
UPDATE prov.stage_user s
SET mail = CASE WHEN 'mail' = ANY ($2::text[]) THEN s.mail
		WHEN 'aliases' <> ALL ($2::text[]) OR u.mail = ANY (s.aliases) THEN u.mail
		WHEN u.mail IS NOT NULL THEN s.aliases[1] END,
	address = CASE WHEN 'mail' = ANY ($2::text[]) THEN s.address
		WHEN 'aliases' <> ALL ($2::text[]) OR u.mail = ANY (s.aliases) THEN u.address
		WHEN u.mail IS NOT NULL THEN s.addresses[1] END,
	aliases = CASE WHEN 'aliases' = ANY ($2::text[]) THEN s.aliases
		WHEN 'mail' = ANY ($2::text[]) THEN s.aliases || ARRAY(
			SELECT x.alias FROM unnest(u.aliases) WITH ORDINALITY x(alias, nth)
			WHERE x.alias <> u.mail AND lower(x.alias) <> ALL (s.addresses)
			ORDER BY x.nth)
		ELSE u.aliases END,
	addresses = CASE WHEN 'aliases' = ANY ($2::text[]) THEN s.addresses
		WHEN 'mail' = ANY ($2::text[]) THEN s.addresses || ARRAY(
			SELECT x.address FROM unnest(o.addresses) x(address)
			WHERE x.address <> u.address AND x.address <> ALL (s.addresses))
		ELSE coalesce(o.addresses, '{}') END
FROM prov.stage_diff d
JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
LEFT JOIN held o ON o.cid = d.cid AND o.uid = d.uid
WHERE d.run = $1::uuid AND d.kind = 'c' AND s.cid = d.cid AND s.run = d.run AND s.n = d.n
	AND u.cid = d.cid AND u.uid = d.uid
