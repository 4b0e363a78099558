-- N users with two addresses each in contexts with a mail domain each, one group of ten in each context.
INSERT INTO prov.context (cid, name, enabled, quota, next_uid, next_gid, next_rid, change_seq, licensed, created, gab_mode)
SELECT c, 'c' || c, true, -1, 2147483648, 3, 1, 1, 0, now(), 'individual' FROM generate_series(1, :contexts) c;
INSERT INTO prov.login_name (name, cid) SELECT c::text, c FROM generate_series(1, :contexts) c;
INSERT INTO prov.login_name (name, cid) SELECT 'c' || c, c FROM generate_series(1, :contexts) c;
INSERT INTO prov.login_name (name, cid) SELECT 'd' || c || '.example', c FROM generate_series(1, :contexts) c;
INSERT INTO prov.users (cid, uid, name, login, display_name, mail, address, aliases, enabled, source_enabled, modules, password, changed)
SELECT c, u, 'u' || u, 'u' || u, 'User ' || u, a, a, ARRAY[a, 'x' || a], true, true, 1, '{CRYPT}$6$x$y', now()
FROM (SELECT c, u, 'm' || u || '@d' || c || '.example' AS a
	FROM generate_series(1, :contexts) c, generate_series(3, :n / :contexts + 2) u) x;
INSERT INTO prov.address (cid, address, kind, owner)
SELECT cid, address, 'u', uid FROM prov.users UNION ALL SELECT cid, 'x' || address, 'u', uid FROM prov.users;
INSERT INTO prov.groups (cid, gid, name, login, display_name, mail, address, changed)
SELECT c, 2, 'g', 'g', 'G', 'g@d' || c || '.example', 'g@d' || c || '.example', now() FROM generate_series(1, :contexts) c;
INSERT INTO prov.address (cid, address, kind, owner) SELECT c, 'g@d' || c || '.example', 'g', 2 FROM generate_series(1, :contexts) c;
INSERT INTO prov.member (cid, gid, uid) SELECT c, 2, u FROM generate_series(1, :contexts) c, generate_series(3, 12) u;
INSERT INTO prov.catchall (cid, domain, uid) SELECT c, 'd' || c || '.example', 3 FROM generate_series(1, :contexts) c;
VACUUM (ANALYZE) prov.users, prov.address, prov.login_name, prov.context, prov.member, prov.groups, prov.catchall;
