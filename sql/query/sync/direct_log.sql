-- Their lines of the change log, which begin where the counter of the context still stands.
COPY prov.change_log (cid, seq, tx, at, who, program, action, kind, before, id, after) FROM STDIN
