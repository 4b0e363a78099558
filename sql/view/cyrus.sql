-- Cyrus, whose mailboxes are named by the primary addresses of users, and which asks for passwords by authdaemond of
-- Courier. What is done to mailboxes is docs/examples/cyrus-mailboxes.

-- Who logs in. At Cyrus the name is that of the mailbox, so no other name of a user logs in there; Postfix asks by smtp, and
-- takes all of them.
CREATE FUNCTION prov_view.cyrus_login(name text, service text,
	OUT username text, OUT crypted text, OUT clear text, OUT uid integer, OUT gid integer, OUT home text,
	OUT maildir text, OUT quota text, OUT fullname text, OUT options text) RETURNS SETOF record
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	who record;
	id text[];
BEGIN
	FOR who IN SELECT * FROM prov_view.courier_login($1, CASE WHEN $2 = 'pop' THEN 'pop3' ELSE $2 END, '', 65534, 65534)
		WHERE $2 <> 'login' LOOP
		id := regexp_match(who.username, '^c([0-9]+)u([0-9]+)$');
		IF $2 = 'smtp' OR EXISTS (SELECT 1 FROM prov_view.account a
			WHERE a.cid = id[1]::integer AND a.uid = id[2]::integer AND a.mailbox = lower($1)) THEN
			RETURN QUERY SELECT who.username, who.crypted, NULL::text, who.uid, who.gid, who.home,
				NULL::text, NULL::text, NULL::text, NULL::text;
		END IF;
	END LOOP;
END $$;

-- What the mailbox of a user (c3u5) has to be: its name, and a limit in KiB, NULL for none. No name where mail does not
-- arrive, or where the user is gone: heir is the mailbox of who gets its mail then.
CREATE FUNCTION prov_view.cyrus_mailbox(key text, OUT mailbox text, OUT quota bigint, OUT heir text) RETURNS record
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	id bigint[] := regexp_match($1, '^c([1-9][0-9]{0,9})u([1-9][0-9]{0,9})$')::bigint[];
BEGIN
	-- Citus makes an id of it before it looks.
	IF greatest(id[1], id[2]) > 2147483647 THEN
		RETURN;
	END IF;
	-- More than 2 TiB is a number that Cyrus does not take.
	SELECT a.mailbox, CASE WHEN a.mail_quota IS NOT NULL THEN least(a.mail_quota, 2097151) * 1024 END INTO mailbox, quota
	FROM prov_view.account a WHERE a.cid = id[1] AND a.uid = id[2];
	SELECT a.mailbox INTO heir
	FROM prov.handover h JOIN prov_view.account a ON a.cid = h.cid AND a.uid = h.heir
	WHERE h.cid = id[1] AND h.uid = id[2];
END $$;

-- All users who have a mailbox.
CREATE VIEW prov_view.cyrus_users AS
SELECT a.server_id AS key FROM prov_view.account a WHERE a.mailbox IS NOT NULL;
