-- provweb: sessions of people in the web, one-time logins, and what Dovecot knows of them. What opens a session is known
-- to its browser alone: here are hashes.

-- Who may have one: with the context active, and a module that is used by a browser (bits of libprov/prov/access.h:
-- webmail, calendar, ActiveSync). What an admin of a context may use is derived (M3).
CREATE VIEW prov_view.visitor AS
SELECT a.cid, a.uid, a.server_id, a.password, a.uid = 2 OR a.modules & 1 <> 0 AS webmail
FROM prov_view.account a
WHERE a.active AND (a.uid = 2 OR a.modules & 33554435 <> 0);

-- A session is tied to the password that the user had: with another one it has ended. A directory keeps its own.
CREATE FUNCTION prov_view.session_stamp(hash text, password text) RETURNS text
LANGUAGE sql STABLE
RETURN encode(sha256(convert_to($1 || coalesce($2, ''), 'UTF8')), 'hex');

-- Whose session it is; NULL: it is none, or it has ended.
CREATE FUNCTION prov_view.session_user(context integer, session text) RETURNS integer
LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT s.uid FROM prov.web_session s
		JOIN prov_view.visitor v ON v.cid = s.cid AND v.uid = s.uid
		WHERE s.cid = $1 AND s.hash = $2 AND s.expires > now()
			AND s.stamp = prov_view.session_stamp(s.hash, v.password));
END $$;

-- The lock keeps a context from going meanwhile: nothing may be left of it (C5).
CREATE FUNCTION prov_view.session_open(context integer, owner integer, session text, seconds integer) RETURNS integer
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM 1 FROM prov.context c WHERE c.cid = context FOR KEY SHARE;
	DELETE FROM prov.web_session s WHERE s.cid = context AND s.expires <= now();
	INSERT INTO prov.web_session (cid, hash, uid, stamp, expires)
	SELECT v.cid, session, v.uid, prov_view.session_stamp(session, v.password),
		now() + make_interval(secs => seconds)
	FROM prov_view.visitor v WHERE v.cid = context AND v.uid = owner
		AND NOT EXISTS (SELECT 1 FROM prov.web_session s WHERE s.cid = context AND s.hash = session);
	RETURN prov_view.session_user(context, session);
END $$;

-- Functions of provweb. What they return is the id of the user, or NULL: there is none who may.
CREATE FUNCTION prov_view.web_open(context integer, owner integer, session text, seconds integer) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN prov_view.session_open(context, owner, session, seconds);
END $$;

-- The token is used up by the one that locks and deletes its row: the others, which waited for that, find none. A
-- transaction that is run again, since nobody knew whether it had been committed, finds its own session.
CREATE FUNCTION prov_view.web_redeem(context integer, token text, session text, seconds integer) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	owner integer;
BEGIN
	SELECT t.uid INTO owner FROM prov.one_time t
	WHERE t.cid = context AND t.hash = token AND t.expires > now() FOR UPDATE;
	IF owner IS NULL THEN
		RETURN prov_view.session_user(context, session);
	END IF;
	DELETE FROM prov.one_time t WHERE t.cid = context AND t.hash = token;
	RETURN prov_view.session_open(context, owner, session, seconds);
END $$;

CREATE FUNCTION prov_view.web_find(context integer, session text) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN prov_view.session_user(context, session);
END $$;

CREATE FUNCTION prov_view.web_close(context integer, session text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	DELETE FROM prov.web_session s WHERE s.cid = context AND s.hash = session;
END $$;

CREATE FUNCTION prov_view.web_clean() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	DELETE FROM prov.one_time t WHERE t.expires <= now();
	DELETE FROM prov.web_session s WHERE s.expires <= now();
END $$;

-- Dovecot takes what opens a session for a password, since SOGo logs in to mail with what the browser has: secret is its
-- SHA-256. name is what SOGo calls the user: the id, or an address.
CREATE FUNCTION prov_view.dovecot_session(name text, secret text, service text,
	OUT "user" text, OUT password text, OUT nopassword text) RETURNS SETOF record
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	id text[] := regexp_match($1, '^c([1-9][0-9]{0,8})u([1-9][0-9]{0,8})$');
	context integer := id[1];
	owner integer;
	who record;
BEGIN
	IF $3 NOT IN ('imap', 'smtp', 'submission', 'sieve') THEN
		RETURN;
	END IF;
	IF id IS NULL THEN
		SELECT n.cid INTO context FROM prov.login_name n WHERE n.name = substring($1 FROM '@([^@]+)$');
	END IF;
	owner := prov_view.session_user(context, $2);
	SELECT * INTO who FROM prov_view.visitor v WHERE v.cid = context AND v.uid = owner AND v.webmail;
	IF who.uid IS NULL OR NOT (who.server_id = $1 OR EXISTS (SELECT 1 FROM prov.address a
		WHERE a.cid = context AND a.address = $1 AND a.kind = 'u' AND a.owner = who.uid)) THEN
		RETURN;
	END IF;
	"user" := who.server_id;
	nopassword := 'y';
	RETURN NEXT;
END $$;
