-- Line $3 of the log of context $1, as lines.sql has it.
{part: notify/lines.inc}
WHERE l.cid = $1::int AND l.seq = $3::bigint
