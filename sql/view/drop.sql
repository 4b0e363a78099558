-- Takes the views for servers away, also before a migration, which they might be in the way of; grants.sql is
-- the last step of the same provdb migrate. What others have built on them is not taken along.
DO $$
DECLARE
	other text;
BEGIN
	SELECT v.oid::regclass::text INTO other
	FROM pg_catalog.pg_depend d
	JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_catalog.pg_rewrite'::regclass
	JOIN pg_catalog.pg_class v ON v.oid = r.ev_class AND v.relnamespace <> to_regnamespace('prov_view')
	WHERE d.refobjid IN (SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relnamespace = to_regnamespace('prov_view')
		UNION ALL SELECT p.oid FROM pg_catalog.pg_proc p WHERE p.pronamespace = to_regnamespace('prov_view'))
	LIMIT 1;
	IF other IS NOT NULL THEN
		RAISE EXCEPTION 'the view % reads one of schema prov_view, which is made anew', other
			USING HINT = 'drop it, and make it again afterwards';
	END IF;
END $$;
DROP SCHEMA IF EXISTS prov_view CASCADE;
