-- What is measured: context 1 and the contexts 2 to 100, 100 users each. What is around it: :n users in :contexts contexts, ids
-- from 1,001 on, each context a source of its own. Users have two addresses and a line in the log.
CREATE TEMP TABLE made AS SELECT c AS cid, u AS uid, 'm' || u || '@d' || c || '.example' AS mail
FROM (SELECT c, 102 AS last FROM generate_series(1, 100) c
	UNION ALL SELECT c + 1000, :n / :contexts + 2 FROM generate_series(1, :contexts) c) x,
	LATERAL generate_series(3, last) u;
CREATE TEMP TABLE admins AS SELECT DISTINCT cid, 2 AS uid, 'a@d' || cid || '.example' AS mail FROM made;
INSERT INTO prov.context (cid, name, enabled, quota, next_uid, next_gid, next_rid, change_seq, licensed, created, gab_mode)
SELECT cid, 'c' || cid, true, -1, max(uid) + 1, 2, 1, count(*), count(*), now(), 'individual' FROM made GROUP BY cid;
INSERT INTO prov.login_name (name, cid) SELECT unnest(ARRAY[cid::text, 'c' || cid, 'd' || cid || '.example']), cid FROM prov.context;
INSERT INTO prov.users (cid, uid, name, login, display_name, mail, address, aliases, enabled, source_enabled, modules, password, changed,
	source, source_key)
SELECT cid, uid, 'u' || uid, 'u' || uid, 'User ' || uid, mail, mail, ARRAY[mail, 'x' || mail], true, true, 1, '{CRYPT}$5$rounds=1000$prov$uX3fvxuGtRTUS8GCeZNeex.F2Rny/fxQKowYPEXbG78', now(),
	CASE WHEN cid > 1000 THEN 's' || cid END, CASE WHEN cid > 1000 THEN decode(md5(mail), 'hex') END
FROM made
UNION ALL SELECT cid, uid, 'admin', 'admin', 'Admin', mail, mail, ARRAY[mail], true, true, 1, '{CRYPT}$5$rounds=1000$prov$uX3fvxuGtRTUS8GCeZNeex.F2Rny/fxQKowYPEXbG78', now(), NULL, NULL FROM admins;
INSERT INTO prov.address (cid, address, kind, owner)
SELECT cid, a, 'u', uid FROM made, LATERAL unnest(ARRAY[mail, 'x' || mail]) a UNION ALL SELECT cid, mail, 'u', uid FROM admins;
INSERT INTO prov.groups (cid, gid, name, login, display_name, changed) SELECT cid, 1, 'users', 'users', 'All users', now() FROM admins;
INSERT INTO prov.change_log (cid, seq, tx, at, who, program, action, kind, id)
SELECT cid, uid - 2, gen_random_uuid(), now(), 'bench', 'bench', 'create', 'user', uid FROM made;
