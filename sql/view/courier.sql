-- Courier: who logs in, and where mail is delivered to. Its names of users are server_id; root is the folder of all
-- mail, system_user and system_group are the numbers of its owner.
--
-- What authdaemond asks for by a service: imap, imaps, pop3, pop3s, and smtp of Postfix. Who may not has no row, so that
-- it is a wrong password. maildrop asks by "login", for the owner of an address that mail is delivered to: there is no password
-- then, and nobody logs in by it.
--
-- It knows what crypt(3) knows, and the schemes of the second line; a password of another scheme, or one that is in a
-- directory, lets nobody in.
CREATE FUNCTION prov_view.courier_login(name text, service text, root text, system_user integer, system_group integer,
	OUT username text, OUT crypted text, OUT clear text, OUT uid integer, OUT gid integer, OUT home text,
	OUT maildir text, OUT quota text, OUT fullname text, OUT options text) RETURNS SETOF record
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	typed text := lower($1);
	key text := typed;
	secret text;
	who record;
BEGIN
	IF $2 <> 'login' THEN
		SELECT d."user", d.password INTO key, secret FROM prov_view.dovecot_login(typed, rtrim($2, 's')) d
		WHERE d.nologin IS NULL AND d.noauthenticate IS NULL;
		crypted := CASE
			WHEN secret ~* '^\{(CRYPT|BCRYPT|BLF-CRYPT|SHA256-CRYPT|SHA512-CRYPT)\}' THEN
				substr(secret, strpos(secret, '}') + 1)
			WHEN secret ~* '^\{(SHA|SHA256|SHA512|SSHA)\}' THEN secret
		END;
		IF crypted IS NULL THEN
			RETURN;
		END IF;
	END IF;
	SELECT * INTO who FROM prov_view.dovecot_user(key, $3);
	IF who."user" IS NULL THEN
		RETURN;
	END IF;
	username := who."user";
	uid := $4;
	gid := $5;
	-- One folder deep: it is made by the first login or mail, and what it is in is not.
	home := $3 || '/' || who."user";
	maildir := home || '/Maildir';
	-- The limit of the last mail stays in the folder, and neither nothing nor 0 takes it away: so no limit is 1 PiB.
	quota := coalesce(nullif(substring(who.quota_rule FROM '[0-9]+$'), '0'), '1125899906842624') || 'S';
	RETURN NEXT;
END $$;
