-- Users who cannot log in, so that they are counted without a look at all the others.
CREATE INDEX users_disabled ON prov.users (source, cid, uid)
	WHERE NOT (enabled AND source_enabled);
