-- Group 1, everybody: its members are all users of the context and are not stored.
INSERT INTO prov.groups (cid, gid, name, login, display_name, changed)
VALUES ($1::int, 1, 'users', 'users', 'All users', now())
