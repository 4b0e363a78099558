-- Staging of users, in the order of sink_user.c.
COPY prov.stage_user (cid, n, source_key, hash, dn_norm, login, address, aliases, source_enabled, modules, password,
	attrs, {user: %},
	run, dn, addresses, reject) FROM STDIN
