-- What runs of source $1 took away in the last 24 hours: context, kind of limit, field, how many.
SELECT c.context, c.kind, c.field, sum(c.n)
FROM prov.sync_count c
WHERE c.source = $1::text AND c.at > now() - interval '1 day'
GROUP BY c.context, c.kind, c.field
