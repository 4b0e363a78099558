-- What this run takes away: contexts $2, kinds of limits $3, fields $4, numbers $5 (less than 0: is back).
INSERT INTO prov.sync_count (source, at, context, kind, field, n)
SELECT $1::text, now(), x.context, x.kind, x.field, x.n
FROM unnest($2::int[], $3::text[], $4::text[], $5::bigint[]) x(context, kind, field, n)
