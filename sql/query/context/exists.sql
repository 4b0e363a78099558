-- Is there a context with this id, and how many user ids are left?
SELECT 2147483648 - next_uid FROM prov.context WHERE cid = $1::int
