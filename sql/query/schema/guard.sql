-- Fails unless the newest migration is the one that the caller knows, and with it all that was sent
-- behind it: nothing is written under another version. The message holds the version. Then: is there what SOGo
-- finds users by, which has to be kept (sql/setup/sogo.sql)?
SELECT CASE WHEN coalesce(max(version), 0) = $1::int THEN 1
	ELSE ('schema version ' || coalesce(max(version), 0))::int END,
	to_regclass('prov.sogo_key') IS NOT NULL
FROM prov.schema_version
