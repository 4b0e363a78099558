-- What is set aside for deliverer $1, at most $2, what is due first at the beginning: context, line, how often it was
-- tried, why it failed, seconds until it is due.
SELECT cid, seq, tries, error, greatest(ceil(extract(epoch FROM next_try - now())), 0)::int
FROM prov.notify_aside WHERE name = $1::text
ORDER BY next_try, cid, seq
LIMIT $2::bigint
