-- New users, in the order of user_rows.c.
COPY prov.users (login, address, aliases, source_enabled, modules, password, attrs, {user: %},
	cid, uid, capabilities, enabled, changed) FROM STDIN
