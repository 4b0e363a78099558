-- Takes the next resource id of a context, and its write lock. No row: no such context, or no ids left.
UPDATE prov.context SET next_rid = next_rid + 1, change_seq = change_seq + 1
WHERE cid = $1::int AND next_rid <= 2147483647
RETURNING next_rid - 1, change_seq
