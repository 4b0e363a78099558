-- Staging of users of a source that is already known, in the order of sink_user.c.
COPY prov.stage_lean (cid, run, n, source_key, hash, dn_norm, login, payload) FROM STDIN
