-- Where source $1 goes on from: content, whether it is time to read everything (by the clock, or as a value becomes another
-- one), the runs since that was done, who was held back, and the cookies, a row for each,
-- or one for all.
SELECT c.content, c.full_due <= now(), coalesce(c.due <= extract(epoch FROM now()), false), c.runs, c.due, c.held, x.cookie
FROM prov.sync_cookie c CROSS JOIN LATERAL unnest(c.cookies) WITH ORDINALITY AS x(cookie, nth)
WHERE c.source = $1::text
ORDER BY x.nth
