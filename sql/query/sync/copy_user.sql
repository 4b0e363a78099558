-- Staging of users, in the order of sink_user.c.
COPY prov.stage_user (cid, n, source_key, hash, dn_norm, login, name, display_name, given_name, sur_name,
	mail, aliases, language, timezone, source_enabled, modules, quota, password, attrs,
	run, dn, addresses, reject) FROM STDIN
