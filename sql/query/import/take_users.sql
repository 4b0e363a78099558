-- Takes $2 user ids of a context, and as many numbers of its log: its write lock. A licence counts $3 of them. The
-- first id, the number before the first, and when it was created. No row: no such context, or not so many ids left.
UPDATE prov.context SET next_uid = next_uid + $2::bigint, change_seq = change_seq + $2::bigint,
	licensed = licensed + $3::bigint
WHERE cid = $1::int AND next_uid + $2::bigint <= 2147483648
RETURNING next_uid - $2::bigint, change_seq - $2::bigint, created
