-- The users of a context who may use anything else than $2, or, the admin, than $3: of each set of modules who has
-- it, as ranges of ids [from, to], for the log; and how many they are in all.
SELECT coalesce(json_agg(json_build_object('modules', s.modules, 'users', (
		SELECT json_agg(json_build_array(lower(r), upper(r) - 1)) FROM unnest(s.ids) r)) ORDER BY s.modules), '[]'),
	coalesce(sum(s.n), 0)
FROM (
	SELECT u.modules, range_agg(int8range(u.uid, u.uid, '[]')) AS ids, count(*) AS n
	FROM prov.users u
	WHERE u.cid = $1::int AND u.modules <> CASE WHEN u.uid = 2 THEN $3::bigint ELSE $2::bigint END
	GROUP BY u.modules) s
