-- Direct members whose id is known, in the order of sink_spool.c.
COPY prov.stage_member (cid, run, n, uids) FROM STDIN
