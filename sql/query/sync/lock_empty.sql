-- The write lock of context $1, if it has no users but its admin: nobody waits for it then. No row: it has some.
SELECT c.change_seq, c.next_uid FROM prov.context c
WHERE c.cid = $1::int AND NOT EXISTS (SELECT 1 FROM prov.users u WHERE u.cid = $1::int AND u.uid <> 2)
FOR NO KEY UPDATE OF c
