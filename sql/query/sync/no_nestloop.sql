-- When much differs, one pass over everything beats a look-up for each row. Ends with the
-- transaction.
SELECT set_config('enable_nestloop', 'off', true)
