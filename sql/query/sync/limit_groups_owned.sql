-- Groups of source $1: context, how many, and of these not missing.
SELECT g.cid, count(*), count(*) FILTER (WHERE g.missing_since IS NULL)
FROM prov.groups g
WHERE g.source = $1::text
GROUP BY g.cid
