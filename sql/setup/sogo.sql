-- What SOGo finds users, groups and resources by, made by provdb reader sogo, and only by it. SOGo asks for "c_uid = x OR
-- login_name = x OR login_mail = x OR mail = x OR aliases = x", which is four look-ups if they are columns of one table with an
-- index each, and else reads every user (sql/view/sogo.sql). Who writes users keeps the rows in the same transaction
-- (libprov/model/key.c); the check of the schema version, in front of each, says whether there is such a table.
--
-- The lock waits for all who were told that there is none, and who comes meanwhile is told afterwards.
LOCK TABLE prov.schema_version IN ACCESS EXCLUSIVE MODE;
-- People type their names in any case.
CREATE COLLATION prov.any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
-- A row for each login of a user; the mailbox stands in all of them, so that it needs none, and as a login in the one
-- that the address book has: shown. Those of groups and resources have no login. Rows are told apart by all columns.
CREATE TABLE prov.sogo_key (
	cid integer NOT NULL,
	c_uid text COLLATE "C" NOT NULL,
	kind "char" NOT NULL,
	owner integer NOT NULL,
	login_name text COLLATE prov.any_case,
	login_mail text COLLATE prov.any_case,
	mail text COLLATE "C",
	aliases text COLLATE "C",
	shown boolean NOT NULL
);
ALTER TABLE prov.sogo_key REPLICA IDENTITY FULL;
INSERT INTO prov.sogo_key (cid, c_uid, kind, owner, login_name, login_mail, mail, aliases, shown)
WITH place AS MATERIALIZED (
{part: sogo/place.inc}
	GROUP BY n.cid
)
{part: sogo/users.inc}
	FROM prov.users u
	JOIN place p ON p.cid = u.cid
{part: sogo/users_end.inc}
;
INSERT INTO prov.sogo_key (cid, c_uid, kind, owner, mail, shown)
{part: sogo/groups.inc}
;
INSERT INTO prov.sogo_key (cid, c_uid, kind, owner, mail, shown)
{part: sogo/resources.inc}
;
SELECT prov.sogo_index();
-- SOGo's domain of a user is the id of the context as text.
CREATE INDEX context_sogo ON prov.context ((cid::text));
CREATE INDEX context_sogo_hidden ON prov.context ((cid::text || 'h'));
ANALYZE prov.sogo_key;
