-- Takes $2 user ids and numbers of changes of a context whose lock is held; $3 of the users are counted by a licence.
UPDATE prov.context SET next_uid = next_uid + $2::int, change_seq = change_seq + $2::int, licensed = licensed + $3::int
WHERE cid = $1::int
RETURNING next_uid
