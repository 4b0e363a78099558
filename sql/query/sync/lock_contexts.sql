-- The write locks of all contexts of a run.
UPDATE prov.context SET change_seq = change_seq WHERE cid = ANY ($1::int[])
