-- Staging of values that cannot be used, in the order of sink_row.c.
COPY prov.stage_left_out (cid, run, n, kind, source_key, name, dn, field, why, keeps) FROM STDIN
