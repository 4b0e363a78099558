-- 'off': much differs, and one pass over everything beats a look-up for each row; 'on' again for
-- little. Ends with the transaction.
SELECT set_config('enable_nestloop', $1::text, true)
