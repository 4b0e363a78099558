-- Lines of the change log, of what is new; their numbers begin where the counter of the context still stands.
COPY prov.change_log (cid, seq, tx, at, who, program, action, kind, before, id, after) FROM STDIN
