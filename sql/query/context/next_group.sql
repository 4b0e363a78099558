-- Takes the next group id of a context, and its write lock. No row: no such context, or no ids left.
UPDATE prov.context SET next_gid = next_gid + 1, change_seq = change_seq + 1
WHERE cid = $1::int AND next_gid <= 2147483647
RETURNING next_gid - 1, change_seq
