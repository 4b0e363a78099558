-- Staging of users, in the order of sink_row.c.
COPY prov.stage_user (cid, run, n, source_key, hash, dn, dn_norm, name, login, display_name,
	given_name, sur_name, mail, aliases, addresses, language, timezone, source_enabled, modules,
	quota, password, attrs, reject) FROM STDIN
