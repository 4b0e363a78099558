-- How many users a licence counts is kept in the context's row, whose lock every writer holds anyway: nobody
-- counts the users of the installation.
ALTER TABLE prov.context ADD COLUMN licensed bigint NOT NULL DEFAULT 0;
UPDATE prov.context c SET licensed = u.n
FROM (SELECT cid, count(*) AS n FROM prov.users WHERE uid <> 2 AND enabled AND source_enabled GROUP BY cid) u
WHERE u.cid = c.cid;
ALTER TABLE prov.context ALTER COLUMN licensed DROP DEFAULT;
-- How many places of a licence each user takes (1) or gives back (-1) by what a run has planned.
CREATE VIEW prov.planned_places AS
SELECT d.cid, d.run, d.uid, d.n,
	(CASE WHEN d.kind = 'n' THEN s.source_enabled WHEN d.kind = 'c' THEN u.enabled AND s.source_enabled
		ELSE false END)::integer - coalesce(u.enabled AND u.source_enabled, false)::integer AS places
FROM prov.stage_diff d
LEFT JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
LEFT JOIN prov.users u ON d.kind <> 'n' AND u.cid = d.cid AND u.uid = d.uid
WHERE d.reject IS NULL AND d.uid <> 2;
