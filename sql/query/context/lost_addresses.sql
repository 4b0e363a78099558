-- How many mail addresses of a context are in each of these domains?
SELECT split_part(address, '@', 2), count(*) FROM prov.address
WHERE cid = $1::int AND split_part(address, '@', 2) = ANY ($2::text[])
GROUP BY 1 ORDER BY 1
