-- Staging of users of a source that is new, in the order of sink_user.c.
COPY prov.stage_user (cid, run, n, source_key, hash, dn_norm, login, dn, name, display_name,
	given_name, sur_name, mail, aliases, addresses, language, timezone, source_enabled, modules,
	quota, password, attrs, reject) FROM STDIN
