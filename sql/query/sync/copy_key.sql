-- Keys that the directory has named.
COPY prov.stage_key (cid, run, n, kind, gone, source_key) FROM STDIN
