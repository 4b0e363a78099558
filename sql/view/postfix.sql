-- Postfix: which mail is taken, for whom, and from whom. Its tables ask with one name and take any number of rows.

-- Domains that mail is taken for; those of suspended contexts, too, or it would be refused for good.
CREATE FUNCTION prov_view.postfix_domain(name text) RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN QUERY SELECT n.name FROM prov.login_name n WHERE n.name = $1 AND strpos($1, '.') > 0;
END $$;

-- Addresses that are delivered as they are: the primary ones of users, and all of a user whose primary one gets
-- no mail.
CREATE FUNCTION prov_view.postfix_mailbox(name text) RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	context integer;
	owner integer;
BEGIN
	SELECT n.cid INTO context FROM prov.login_name n WHERE n.name = substring($1 FROM '@([^@]+)$');
	SELECT x.owner INTO owner
	FROM prov.address x WHERE x.cid = context AND x.address = $1 AND x.kind = 'u';
	RETURN QUERY SELECT $1 FROM prov_view.account a
	WHERE a.cid = context AND a.uid = owner AND (a.address = $1 OR a.mailbox IS NULL);
END $$;

-- Where an address goes: an alias to the primary address, a group to its members, but for those who are disabled or
-- get no mail, @domain to its catch-all. Every other address that somebody has is itself: Postfix asks for it before
-- it asks for @domain.
CREATE FUNCTION prov_view.postfix_alias(name text) RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	domain text := substring($1 FROM '@([^@]+)$');
	context integer;
	what record;
BEGIN
	SELECT n.cid INTO context FROM prov.login_name n WHERE n.name = domain;
	IF context IS NULL THEN
		RETURN;
	END IF;
	IF $1 = '@' || domain THEN
		RETURN QUERY SELECT a.mailbox
		FROM prov.catchall k
		JOIN prov_view.account a ON a.cid = k.cid AND a.uid = k.uid
		WHERE k.cid = context AND a.cid = context AND k.domain = substring($1 FROM 2) AND a.enabled AND a.mailbox IS NOT NULL;
		RETURN;
	END IF;
	SELECT x.kind, x.owner INTO what FROM prov.address x WHERE x.cid = context AND x.address = $1;
	IF what.owner IS NULL THEN
		RETURN;
	ELSIF what.kind = 'u' THEN
		RETURN QUERY SELECT coalesce(a.mailbox, $1) FROM prov_view.account a
		WHERE a.cid = context AND a.uid = what.owner;
		RETURN;
	ELSIF what.kind = 'r' THEN
		RETURN NEXT $1;
		RETURN;
	END IF;
	RETURN QUERY SELECT r FROM prov_view.recipients(context, what.owner) r;
	IF NOT FOUND THEN
		RETURN NEXT $1;
	END IF;
END $$;

-- Who may send with an address: its user, by the name that Dovecot gives who logs in.
CREATE FUNCTION prov_view.postfix_sender(name text) RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	context integer;
	owner integer;
BEGIN
	SELECT n.cid INTO context FROM prov.login_name n WHERE n.name = substring($1 FROM '@([^@]+)$');
	SELECT x.owner INTO owner
	FROM prov.address x WHERE x.cid = context AND x.address = $1 AND x.kind = 'u';
	RETURN QUERY SELECT a.server_id FROM prov_view.account a
	WHERE a.cid = context AND a.uid = owner AND a.active;
END $$;

-- The same where the login is as it was typed: all by which its user logs in.
CREATE FUNCTION prov_view.postfix_sender_typed(name text) RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	context integer;
	who integer;
BEGIN
	SELECT n.cid INTO context FROM prov.login_name n WHERE n.name = substring($1 FROM '@([^@]+)$');
	SELECT x.owner INTO who
	FROM prov.address x WHERE x.cid = context AND x.address = $1 AND x.kind = 'u';
	RETURN QUERY SELECT t.typed
	FROM (SELECT u.login || '@' || n.name AS typed FROM prov.users u
			JOIN prov.login_name n ON n.cid = u.cid WHERE u.cid = context AND u.uid = who
		UNION
		SELECT x.address FROM prov.address x
			JOIN prov.login_name n ON n.cid = x.cid AND n.name = split_part(x.address, '@', 2)
			WHERE x.cid = context AND x.owner = who AND x.kind = 'u') t
	WHERE EXISTS (SELECT 1 FROM prov_view.account a WHERE a.cid = context AND a.uid = who AND a.active);
END $$;

-- What takes no mail now, or never: a resource, a group of nobody. It would be taken otherwise, and sent back. Only for
-- whole addresses: Postfix asks for a domain on behalf of those below it, too, which may be of others.
CREATE FUNCTION prov_view.postfix_recipient(name text) RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	context integer;
	open boolean;
	what record;
BEGIN
	SELECT n.cid INTO context FROM prov.login_name n WHERE n.name = substring($1 FROM '@([^@]+)$');
	SELECT c.enabled INTO open FROM prov.context c WHERE c.cid = context;
	IF NOT open THEN
		RETURN NEXT '450 4.2.1 Hosting context is suspended';
		RETURN;
	END IF;
	SELECT x.kind, x.owner INTO what FROM prov.address x WHERE x.cid = context AND x.address = $1;
	IF what.kind = 'u' THEN
		RETURN QUERY SELECT '550 5.2.1 Mailbox is disabled' FROM prov_view.account a
		WHERE a.cid = context AND a.uid = what.owner AND NOT a.enabled;
	ELSIF what.kind = 'r' THEN
		RETURN NEXT '550 5.2.1 A resource takes no mail';
	ELSIF what.kind = 'g' AND NOT EXISTS (SELECT 1 FROM prov_view.recipients(context, what.owner)) THEN
		RETURN NEXT '550 5.2.1 Nobody is in this group';
	END IF;
END $$;
