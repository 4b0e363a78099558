-- Stored users that the directory did not show as they are, in the order of sink_known.c.
COPY prov.stage_unseen (cid, run, uid) FROM STDIN
