-- What servers read, in a schema of its own. The files of this folder are one script, drop.sql and this one first:
-- provdb migrate runs it as one transaction, where it differs from what was run last (sql_view.c), and there is
-- nothing in it to keep.
--
-- Servers have functions and views whose names begin with theirs (grants.sql). The functions look names up by
-- the keys that there are: the context by what is behind the @, then the address, or the user, in it. Their plans are
-- made once for a connection, since planning is the larger part of a look-up. A name is what a server
-- passes on: in lower case. Those that read tables of contexts are in PL/pgSQL, for Citus: it makes no plan of what other
-- languages ask with a parameter, and sends RETURN to the servers with the table, which do not know it as a statement.
CREATE SCHEMA prov_view;

-- Does a capability hold? What the user says, else the context, else the installation. Protocols are granted where
-- nobody says anything (M5).
CREATE FUNCTION prov_view.granted(capability text, of_user text[], of_context text[]) RETURNS boolean
LANGUAGE sql STABLE AS $$
	SELECT CASE
		WHEN $1 = ANY ($2) THEN true
		WHEN '-' || $1 = ANY ($2) THEN false
		WHEN $1 = ANY ($3) THEN true
		WHEN '-' || $1 = ANY ($3) THEN false
		ELSE NOT EXISTS (SELECT 1 FROM prov.installation i WHERE '-' || $1 = ANY (i.capabilities))
	END
$$;

-- Users as servers see them; to be asked by context and id. server_id is what servers call a user in all that they
-- store: a rename does not change it, and no other user ever gets it (U8). mailbox is the primary address, NULL
-- where its domain is no mapping of the context: no mail arrives there. enabled: the user, with the
-- context: active (C3, U9). Quotas are in MiB, NULL is none.
CREATE VIEW prov_view.account AS
SELECT u.cid, u.uid, 'c' || u.cid::text || 'u' || u.uid::text AS server_id, u.address,
	(SELECT u.address FROM prov.login_name n
		WHERE n.name = split_part(u.address, '@', 2) AND n.cid = u.cid) AS mailbox,
	u.password, u.source, u.source_key, u.enabled AND u.source_enabled AS enabled,
	u.enabled AND u.source_enabled AND c.enabled AS active,
	u.modules, u.capabilities AS of_user, c.capabilities AS of_context,
	nullif((u.attrs ->> 'mail_quota')::bigint, -1) AS mail_quota, nullif(u.quota, -1) AS file_quota
FROM prov.users u
JOIN prov.context c ON c.cid = u.cid;

-- Where mail to a group arrives: the primary addresses of its members, but for those who are disabled or get no mail. All
-- users are in group 1, and in no row of it.
CREATE FUNCTION prov_view.recipients(context integer, gid integer) RETURNS SETOF text
LANGUAGE plpgsql STABLE AS $$
BEGIN
	IF $2 = 1 THEN
		RETURN QUERY SELECT a.mailbox FROM prov_view.account a WHERE a.cid = $1 AND a.enabled AND a.mailbox IS NOT NULL;
		RETURN;
	END IF;
	RETURN QUERY SELECT a.mailbox
	FROM prov.member m
	JOIN prov_view.account a ON a.cid = m.cid AND a.uid = m.uid
	WHERE m.cid = $1 AND a.cid = $1 AND m.gid = $2 AND a.enabled AND a.mailbox IS NOT NULL;
END $$;
