-- Values of entries that their fields cannot take: the rest of the entry is taken.
--
-- Staging: those that a run found, users and groups (kind u, g). keeps: what is stored in the field stays.
CREATE UNLOGGED TABLE prov.stage_left_out (
	cid integer NOT NULL,
	run uuid NOT NULL,
	n bigint NOT NULL,
	kind "char" NOT NULL,
	source_key text COLLATE "C" NOT NULL,
	name text,
	dn text NOT NULL,
	field text COLLATE "C" NOT NULL,
	why text NOT NULL,
	keeps boolean NOT NULL
);
ALTER TABLE prov.stage_left_out REPLICA IDENTITY FULL;
CREATE INDEX stage_left_out_n ON prov.stage_left_out (cid, run, n);

-- Those that count: not of an entry that is rejected, nor of one that came again later.
CREATE VIEW prov.planned_left_out AS
SELECT l.run, CASE WHEN l.kind = 'u' THEN 'user' ELSE 'group' END AS kind, l.cid, l.n, l.source_key, l.name, l.dn,
	l.field, l.why, md5(l.why) AS digest
FROM prov.stage_left_out l
LEFT JOIN prov.stage_diff d ON l.kind = 'u' AND d.cid = l.cid AND d.run = l.run AND d.n = l.n
LEFT JOIN prov.stage_user s ON l.kind = 'u' AND s.cid = l.cid AND s.run = l.run AND s.source_key = l.source_key
	AND s.n > l.n
WHERE d.reject IS NULL AND s.n IS NULL;

-- After the last complete run of a source, since when: entry is the key, digest that of why.
CREATE TABLE prov.sync_left_out (
	source text COLLATE "C" NOT NULL,
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('user', 'group')),
	entry text COLLATE "C" NOT NULL,
	context integer NOT NULL,
	field text COLLATE "C" NOT NULL,
	digest text COLLATE "C" NOT NULL,
	name text,
	dn text NOT NULL,
	why text NOT NULL,
	since timestamptz NOT NULL,
	PRIMARY KEY (source, kind, entry, context, field, digest)
);

-- Of which entries a run found out all that is left out: those that it took, or found to be as they are stored, and
-- those that are gone. Users who are as they were last time are not staged.
CREATE VIEW prov.planned_looked_at AS
SELECT s.run, 'user'::text AS kind, s.cid, s.source_key
FROM prov.stage_user s
LEFT JOIN prov.stage_diff d ON d.cid = s.cid AND d.run = s.run AND d.n = s.n
WHERE s.cid > 0 AND d.reject IS NULL
UNION ALL
SELECT d.run, 'user', d.cid, u.source_key
FROM prov.stage_diff d JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
WHERE d.kind IN ('m', 'd');
