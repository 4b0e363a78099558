-- Deliverer $1 was told of these contexts all up to these lines.
-- form: tag: its rows are not counted
INSERT INTO prov.notify_cursor AS n (cid, name, seq)
SELECT t.cid, $1::text, t.seq
FROM unnest($2::int[], $3::bigint[]) AS t (cid, seq)
ON CONFLICT (cid, name) DO UPDATE SET seq = excluded.seq
