-- Users of a source that is new, in the order of sink_user.c: up to attrs as in copy_user.sql.
COPY prov.users (cid, source_nth, source_key, source_hash, source_dn, login, name, display_name,
	given_name, sur_name, mail, aliases, language, timezone, source_enabled, modules, quota,
	password, attrs, uid, source, enabled, changed) FROM STDIN
