-- Groups and resources as servers look for them, like users: the address beside what was typed. And what people
-- say about a group.
ALTER TABLE prov.groups ADD COLUMN description text, ADD COLUMN address text COLLATE "C";
ALTER TABLE prov.resource ADD COLUMN address text COLLATE "C";
UPDATE prov.groups g SET address = a.address
FROM prov.address a WHERE a.cid = g.cid AND a.kind = 'g' AND a.owner = g.gid;
UPDATE prov.resource r SET address = a.address
FROM prov.address a WHERE a.cid = r.cid AND a.kind = 'r' AND a.owner = r.rid;

-- Who gets what is sent to the address of a group (rule G3): its members with their primary addresses, of group 1
-- all users of the context. To be asked with context and address.
CREATE VIEW prov.group_recipient AS
SELECT g.cid, g.address, g.gid, u.uid, u.address AS recipient
FROM prov.groups g
JOIN prov.member m ON m.cid = g.cid AND m.gid = g.gid
JOIN prov.users u ON u.cid = g.cid AND u.uid = m.uid
WHERE g.address IS NOT NULL AND u.address IS NOT NULL
UNION ALL
SELECT g.cid, g.address, g.gid, u.uid, u.address
FROM prov.groups g
JOIN prov.users u ON u.cid = g.cid
WHERE g.gid = 1 AND g.address IS NOT NULL AND u.address IS NOT NULL;
CREATE INDEX groups_address ON prov.groups (cid, address) WHERE address IS NOT NULL;
