-- Groups below other ones, in the order of sink_nest.c.
COPY prov.stage_nest (cid, run, root, at) FROM STDIN
