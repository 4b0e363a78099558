-- Takes the next user id of a context, and its write lock; $2 tells whether a licence counts the user. No row: no
-- such context, or no ids left.
UPDATE prov.context SET next_uid = next_uid + 1, change_seq = change_seq + 1, licensed = licensed + $2::bool::int
WHERE cid = $1::int AND next_uid <= 2147483647
RETURNING next_uid - 1, change_seq
