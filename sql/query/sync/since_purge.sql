-- Is a user of source $1 missing, and not known to be out of the source, for more than $2 days (NULL: nobody is purged), and
-- since run $3 at the latest?
-- form: one_context: a source may have many
SELECT EXISTS (SELECT 1 FROM prov.users
	WHERE source = $1::text AND missing_since <= now() - make_interval(days => $2::int)
		AND missing_run <= $3::bigint AND missing_place IS NULL)
