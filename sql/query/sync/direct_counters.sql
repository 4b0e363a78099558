-- Sets the counters of the contexts $1 to what direct_users.sql ($2) and log/copy.sql ($3) have used, and raises them by
-- the places of a licence ($4).
UPDATE prov.context c
SET next_uid = x.next_uid, change_seq = x.change_seq, licensed = c.licensed + x.places
FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[]) AS x (cid, next_uid, change_seq, places)
WHERE c.cid = x.cid
