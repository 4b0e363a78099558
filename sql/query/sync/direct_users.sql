-- Users of a source that is new, in the order of sink_user.c: the first lines as in copy_user.sql.
COPY prov.users (cid, source_nth, source_key, source_hash, source_dn, login, address, aliases, source_enabled, modules,
	password, attrs, {user: %},
	uid, source, enabled, changed) FROM STDIN
