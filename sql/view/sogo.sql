-- SOGo: who logs in, and the address book of a context. Only where it is used (sql/setup/sogo.sql).
--
-- It asks for c_uid, login_name, login_mail, mail and aliases, all of them columns of prov.sogo_key, and for c_domain,
-- the context. What says yes or no is text: SOGo cannot read boolean columns.

-- Modules of the admin of a context: what is granted to it, $2, and the positive ones of any user (M3), by a skip scan as in
-- sql/query/access/admin.sql; bits 28 and 32 take something away. Its text is a string: Citus grants no
-- function that knows of tables of which a view that calls it knows, too.
-- form: sql_function: it is asked on one PostgreSQL only; with Citus user_of_sogo does without it, see below
CREATE FUNCTION prov_view.sogo_admin_modules(context integer, own bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
	WITH RECURSIVE sets AS (
		(SELECT u.modules FROM prov.users u WHERE u.cid = $1 ORDER BY u.modules LIMIT 1)
		UNION ALL
		SELECT (SELECT u.modules FROM prov.users u WHERE u.cid = $1 AND u.modules > s.modules
			ORDER BY u.modules LIMIT 1)
		FROM sets s WHERE s.modules IS NOT NULL
	)
	SELECT $2 | coalesce(bit_or(s.modules) & ~((1::bigint << 28) | (1::bigint << 32)), 0) FROM sets s
$$;

-- Users with what SOGo finds them by, a row for each login.
CREATE VIEW prov_view.user_of_sogo AS
SELECT k.c_uid, k.login_name, k.login_mail, k.mail, k.aliases, k.shown, u.cid, u.uid, u.display_name, u.given_name, u.sur_name,
	u.password, u.attrs, u.capabilities AS of_user, c.capabilities AS of_context, c.cid::text AS c_domain,
	c.cid::text || 'h' AS hidden_domain, c.enabled AND u.enabled AND u.source_enabled AS active,
	CASE WHEN u.uid = 2 THEN prov_view.sogo_admin_modules(u.cid, u.modules) ELSE u.modules END AS modules,
	u.modules & (1::bigint << 32) <> 0 AND c.gab_mode <> 'global' AS hidden
FROM prov.context c
JOIN prov.users u ON u.cid = c.cid
JOIN prov.sogo_key k ON k.cid = u.cid AND k.kind = 'u' AND k.owner = u.uid
	AND k.c_uid = 'c' || u.cid::text || 'u' || u.uid::text;

-- Citus has no function that reads a table on the server with the row, so there the view asks by itself: every user of the
-- context instead of every set of modules, and with longer plans, which is why it does so only there.
DO $$
DECLARE
	made text := pg_catalog.pg_get_viewdef('prov_view.user_of_sogo'::regclass);
	called text := 'prov_view.sogo_admin_modules(u.cid, u.modules)';
BEGIN
	IF EXISTS (SELECT 1 FROM pg_catalog.pg_extension WHERE extname = 'citus') THEN
		ASSERT strpos(made, called) > 0, made;
		EXECUTE 'CREATE OR REPLACE VIEW prov_view.user_of_sogo AS ' || replace(made, called, '(u.modules | (
			SELECT coalesce(bit_or(m.modules) & ~((1::bigint << 28) | (1::bigint << 32)), 0)
			FROM prov.users m WHERE m.cid = u.cid))');
	END IF;
END $$;

-- Groups with an address, and what can be booked, which have a kind and a calendar.
CREATE VIEW prov_view.other_of_sogo AS
SELECT k.c_uid, k.login_name, k.login_mail, k.mail, k.aliases, c.cid::text AS c_domain, g.display_name,
	NULL::text AS kind, NULL::integer AS bookings
FROM prov.context c
JOIN prov.groups g ON g.cid = c.cid
JOIN prov.sogo_key k ON k.cid = g.cid AND k.kind = 'g' AND k.owner = g.gid
	AND k.c_uid = 'c' || g.cid::text || 'g' || g.gid::text
WHERE c.enabled
UNION ALL
SELECT k.c_uid, k.login_name, k.login_mail, k.mail, k.aliases, c.cid::text, r.display_name, r.kind, r.bookings
FROM prov.context c
JOIN prov.resource r ON r.cid = c.cid
JOIN prov.sogo_key k ON k.cid = r.cid AND k.kind = 'r' AND k.owner = r.rid
	AND k.c_uid = 'c' || r.cid::text || 'r' || r.rid::text
WHERE c.enabled AND r.available;

-- Who logs in. A user from whom the address book is hidden (the module global-address-book-disabled, unless the mode of
-- the context is global) is in a domain of its own, where SOGo finds nobody else; it has two branches, so that both domains are looked up. Who has none of
-- the modules that SOGo knows does not log in. Resources are here since they have calendars; nobody logs in as one.
CREATE VIEW prov_view.sogo_login AS
SELECT x.c_uid, x.c_uid AS c_name, x.login_name, x.login_mail, x.password AS c_password, x.display_name AS c_cn, x.mail, x.aliases,
	x.c_domain, coalesce(x.mail, x.login_name)::text AS imap_login,
	CASE WHEN x.active AND x.modules & (1 | 2 | (1::bigint << 25)) <> 0 THEN 'Y' ELSE 'N' END AS active,
	CASE WHEN x.modules & 1 <> 0 AND x.mail IS NOT NULL THEN 'Y' ELSE 'N' END AS access_mail,
	CASE WHEN x.modules & 2 <> 0 THEN 'Y' ELSE 'N' END AS access_calendar,
	CASE WHEN x.modules & (1::bigint << 25) <> 0 THEN 'Y' ELSE 'N' END AS access_activesync,
	'individual' AS kind, NULL::integer AS multiple_bookings
FROM prov_view.user_of_sogo x
WHERE NOT x.hidden
UNION ALL
SELECT x.c_uid, x.c_uid, x.login_name, x.login_mail, x.password, x.display_name, x.mail, x.aliases,
	x.hidden_domain, coalesce(x.mail, x.login_name)::text,
	CASE WHEN x.active AND x.modules & (1 | 2 | (1::bigint << 25)) <> 0 THEN 'Y' ELSE 'N' END,
	CASE WHEN x.modules & 1 <> 0 AND x.mail IS NOT NULL THEN 'Y' ELSE 'N' END,
	CASE WHEN x.modules & 2 <> 0 THEN 'Y' ELSE 'N' END,
	CASE WHEN x.modules & (1::bigint << 25) <> 0 THEN 'Y' ELSE 'N' END,
	'individual', NULL
FROM prov_view.user_of_sogo x
WHERE x.hidden
UNION ALL
SELECT o.c_uid, o.c_uid, o.login_name, o.login_mail, '{CRYPT}!', o.display_name, o.mail, o.aliases, o.c_domain, NULL,
	'N', 'N', 'Y', 'N', o.kind, o.bookings
FROM prov_view.other_of_sogo o
WHERE o.kind IS NOT NULL;

-- The address book: people who may log in, but for the admin, groups with an address, and what can be booked.
CREATE VIEW prov_view.sogo_directory AS
SELECT x.c_uid, x.c_uid AS c_name, x.login_name, x.login_mail, x.mail, x.aliases, x.c_domain, x.display_name AS c_cn,
	x.given_name AS givenname, x.sur_name AS sn, 'individual' AS kind, NULL::integer AS multiple_bookings,
	x.attrs ->> 'company' AS o, x.attrs ->> 'department' AS ou, x.attrs ->> 'position' AS title,
	x.attrs ->> 'telephone_business1' AS telephonenumber, x.attrs ->> 'cellular_telephone1' AS mobile,
	x.attrs ->> 'street_business' AS street, x.attrs ->> 'postal_code_business' AS postalcode,
	x.attrs ->> 'city_business' AS l, x.attrs ->> 'country_business' AS c
FROM prov_view.user_of_sogo x
WHERE x.shown AND x.active AND x.uid <> 2
UNION ALL
SELECT o.c_uid, o.c_uid, o.login_name, o.login_mail, o.mail, o.aliases, o.c_domain, o.display_name, NULL, NULL, o.kind, o.bookings,
	NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM prov_view.other_of_sogo o;

-- What a deleted user had goes to heir; NULL is nobody. In the order of at, since an heir may be deleted, too.
CREATE VIEW prov_view.sogo_handover AS
SELECT 'c' || h.cid::text || 'u' || h.uid::text AS "user", 'c' || h.cid::text || 'u' || h.heir::text AS heir, h.at
FROM prov.handover h;
