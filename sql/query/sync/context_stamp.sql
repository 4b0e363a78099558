-- A stamp of the contexts $1 that is another one after each change in one of them.
SELECT md5(string_agg(c.cid || ' ' || c.change_seq, ',' ORDER BY c.cid)) FROM prov.context c WHERE c.cid = ANY ($1::int[])
