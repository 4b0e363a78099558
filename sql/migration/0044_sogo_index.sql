-- The indexes of prov.sogo_key, which is there only where SOGo is used. A first run of a source fills it with far more rows
-- than it has, and indexes made behind them cost much less than to keep them.
CREATE FUNCTION prov.sogo_index() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	CREATE INDEX sogo_key_c_uid ON prov.sogo_key (c_uid);
	-- A hash index is cheaper to keep, but is made row by row: where names are the same in any case that takes twice as long.
	CREATE INDEX sogo_key_login_name ON prov.sogo_key (login_name) WHERE login_name IS NOT NULL;
	CREATE INDEX sogo_key_login_mail ON prov.sogo_key (login_mail) WHERE login_mail IS NOT NULL;
	CREATE INDEX sogo_key_mail ON prov.sogo_key USING hash (mail) WHERE mail IS NOT NULL;
	CREATE INDEX sogo_key_aliases ON prov.sogo_key (aliases) WHERE aliases IS NOT NULL;
END $$;
-- True: they are gone, and whoever asks or writes waits until the end of the transaction, at whose end prov.sogo_index()
-- is called. False: the table has rows whom SOGo may be asked for, or somebody is at work in it, or it is on more than one server.
CREATE FUNCTION prov.sogo_unindex() RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET client_min_messages = warning AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM prov.sogo_key OFFSET 1000) OR EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus') THEN
		RETURN false;
	END IF;
	LOCK TABLE prov.sogo_key IN ACCESS EXCLUSIVE MODE NOWAIT;
	-- An earlier build has made some of them in another way, or not at all.
	DROP INDEX IF EXISTS prov.sogo_key_c_uid, prov.sogo_key_login_name, prov.sogo_key_login_mail, prov.sogo_key_mail,
		prov.sogo_key_aliases;
	RETURN true;
EXCEPTION WHEN lock_not_available THEN
	RETURN false;
END $$;
REVOKE ALL ON FUNCTION prov.sogo_index(), prov.sogo_unindex() FROM PUBLIC;
