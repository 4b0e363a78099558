-- Dovecot: who logs in, and where the mail is. Its names of users are server_id.

-- Who logs in with a name (user@mapping, or an address) by a service. Who may not gets nologin, with the reason, which
-- is told behind the right password only. Postfix knows no nologin: for smtp there is no row then.
--
-- A password that is in a directory is checked there: noauthenticate hands the user on to the passdb of its source,
-- which is found by the name, c3u5@SOURCE, or c3u5@SOURCE/refused for who may not (serverconf_directory.c).
CREATE FUNCTION prov_view.dovecot_login(name text, service text,
	OUT "user" text, OUT password text, OUT nologin text, OUT reason text,
	OUT noauthenticate text, OUT entry text, OUT refusal text) RETURNS SETOF record
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	domain text := substring($1 FROM '@([^@]+)$');
	local text := left($1, -1 - length(domain));
	protocol text := CASE WHEN $2 = 'submission' THEN 'smtp' ELSE $2 END;
	context integer;
	owner integer;
	other integer;
	who record;
	allowed boolean;
BEGIN
	SELECT n.cid INTO context FROM prov.login_name n WHERE n.name = domain;
	IF context IS NULL THEN
		RETURN;
	END IF;
	-- Two owners break U7; then it is nobody's.
	SELECT min(x.uid), max(x.uid) INTO owner, other
	FROM (SELECT a.owner AS uid FROM prov.address a WHERE a.cid = context AND a.address = $1 AND a.kind = 'u'
		UNION ALL
		SELECT u.uid FROM prov.users u WHERE u.cid = context AND u.login = local) x;
	IF owner IS NULL OR owner <> other THEN
		RETURN;
	END IF;
	SELECT * INTO who FROM prov_view.account a WHERE a.cid = context AND a.uid = owner;
	IF who.password IS NULL AND who.source_key IS NULL THEN
		RETURN;
	END IF;
	-- Which modules let somebody into the web is looked at when a session is made (web.sql).
	allowed := protocol = 'web' OR protocol IN ('imap', 'pop3', 'smtp', 'sieve') AND
		prov_view.granted(protocol, who.of_user, who.of_context);
	IF NOT (who.active AND allowed) THEN
		IF protocol = 'smtp' THEN
			RETURN;
		END IF;
		nologin := 'y';
		reason := CASE WHEN who.active THEN 'Not enabled for this account.' ELSE 'Account disabled.' END;
	END IF;
	"user" := who.server_id;
	password := who.password;
	IF password IS NULL THEN
		"user" := who.server_id || '@' || who.source || CASE WHEN nologin IS NULL THEN '' ELSE '/refused' END;
		noauthenticate := 'y';
		entry := who.source_key;
		refusal := reason;
		nologin := NULL;
		reason := NULL;
	END IF;
	RETURN NEXT;
END $$;

-- Where the mail of a user is, below the folder $2: of one that logged in (server_id), or of the owner of an
-- address, for what is delivered. Who is disabled keeps it.
CREATE FUNCTION prov_view.dovecot_user(name text, root text,
	OUT "user" text, OUT home text, OUT quota_rule text) RETURNS SETOF record
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	id text[] := regexp_match($1, '^c([1-9][0-9]{0,9})u([1-9][0-9]{0,9})$');
	context bigint := id[1];
	owner bigint := id[2];
	who record;
BEGIN
	IF id IS NULL THEN
		SELECT n.cid INTO context FROM prov.login_name n WHERE n.name = substring($1 FROM '@([^@]+)$');
		SELECT a.owner INTO owner
		FROM prov.address a WHERE a.cid = context AND a.address = $1 AND a.kind = 'u';
	END IF;
	-- Citus makes an id of it before it looks.
	IF greatest(context, owner) > 2147483647 THEN
		RETURN;
	END IF;
	SELECT * INTO who FROM prov_view.account a WHERE a.cid = context AND a.uid = owner;
	IF who.uid IS NULL THEN
		RETURN;
	END IF;
	"user" := who.server_id;
	home := $2 || '/' || context || '/' || owner;
	-- 0 is no limit there: who may have nothing gets a byte.
	quota_rule := '*:bytes=' || CASE WHEN who.mail_quota IS NULL THEN 0
		ELSE greatest(1048576 * least(who.mail_quota, 8796093022207), 1) END;
	RETURN NEXT;
END $$;

-- All users, for what Dovecot does for each of them (doveadm -A).
CREATE VIEW prov_view.dovecot_users AS
SELECT a.server_id AS "user" FROM prov_view.account a;

-- Who gets what a deleted user shared (U5): heir is NULL where nobody does. In the order of at, since an heir may
-- be deleted, too.
CREATE VIEW prov_view.dovecot_handover AS
SELECT 'c' || h.cid::text || 'u' || h.uid::text AS "user",
	h.cid::text || '/' || h.uid::text AS home,
	'c' || h.cid::text || 'u' || h.heir::text AS heir,
	h.cid::text || '/' || h.heir::text AS heir_home, h.at
FROM prov.handover h;
