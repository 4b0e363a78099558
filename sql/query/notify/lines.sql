-- Lines of the log of context $1 behind $3 and up to $4, at most $6, those of what is new only if $5; with what they
-- are about as it is now. $2: days after which a line is too old to be told.
{part: notify/lines.inc}
WHERE l.cid = $1::int AND l.seq > $3::bigint AND l.seq <= $4::bigint AND ($5::bool OR l.action <> 'create')
ORDER BY l.seq
LIMIT $6::bigint
