-- Says of addresses that were lost who has them, and what frees them. $2: the source.
-- kind: m missing, u user, g group, r resource
WITH x AS MATERIALIZED (
	SELECT b.cid, b.n, b.address,
		CASE
{part: sync/holder.inc}
		END AS who
	FROM prov.stage_left_out b
{part: sync/holder_of.inc}
	WHERE b.run = $1::uuid AND b.address IS NOT NULL
)
UPDATE prov.stage_left_out d SET why = d.why || x.who
FROM x
WHERE d.cid = x.cid AND d.run = $1::uuid AND d.n = x.n AND d.address = x.address
