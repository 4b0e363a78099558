-- The groups of source $1 as its last complete run had them, of those whose numbers are from one of $2 to that of $3.
SELECT k.number, k.hash
FROM unnest($2::bigint[], $3::bigint[]) AS part(low, high)
CROSS JOIN LATERAL (SELECT g.number, g.hash FROM prov.sync_group g
	WHERE g.source = $1::text AND g.number BETWEEN part.low AND part.high OFFSET 0) k
