-- Entries of a directory that could not be taken in the last complete run of a source, as a part of what that run
-- wrote: since when, and since when for this reason. A row that nothing has changed about is not written again, so when
-- it was seen last is source_state.at. entry is the key, or the DN of an entry that shows none; context is 0 if the
-- entry belongs to none so far; id is that of the user or group who stays as it is, if it is known.
CREATE TABLE prov.sync_reject (
	source text COLLATE "C" NOT NULL,
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('user', 'group')),
	entry text COLLATE "C" NOT NULL,
	context integer NOT NULL,
	id integer,
	name text,
	dn text NOT NULL,
	reason text NOT NULL,
	since timestamptz NOT NULL,
	changed timestamptz NOT NULL,
	PRIMARY KEY (source, kind, entry, context)
);

-- What a run has rejected so far: entries that were staged as rejected, and conflicts of the plan.
CREATE VIEW prov.planned_rejects AS
SELECT s.run, 'user'::text AS kind, 0 AS cid, NULL::integer AS id, s.n, s.source_key, s.name, s.dn, s.reject
FROM prov.stage_user s WHERE s.cid = 0
UNION ALL
SELECT d.run, 'user', d.cid, CASE WHEN d.kind = 'c' THEN d.uid END, s.n, s.source_key, s.name, s.dn, d.reject
FROM prov.stage_diff d JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
WHERE d.reject IS NOT NULL
UNION ALL
SELECT g.run, 'group', coalesce(d.cid, g.cid), CASE WHEN d.kind IN ('c', 's') THEN d.gid END, g.n, g.source_key, g.name,
	g.dn, coalesce(g.reject, d.reject)
FROM prov.stage_group g
LEFT JOIN prov.stage_group_diff d ON d.run = g.run AND d.n = g.n
WHERE g.reject IS NOT NULL OR d.reject IS NOT NULL;
