-- Users of source $1 in contexts $2: context, how many, of these not missing, and of these disabled in the directory;
-- groups of it that are not missing are in limit_groups_owned.sql.
SELECT u.cid, count(*), count(*) FILTER (WHERE u.missing_since IS NULL),
	count(*) FILTER (WHERE u.missing_since IS NULL AND NOT u.source_enabled)
FROM prov.users u
WHERE u.source = $1::text AND u.cid = ANY ($2::int[])
GROUP BY u.cid
