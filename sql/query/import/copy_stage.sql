-- Users of an import that have to be judged: what others may have already.
COPY prov.stage_user (cid, run, n, hash, dn, source_enabled, login, display_name, addresses) FROM STDIN
