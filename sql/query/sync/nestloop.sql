-- 'off': much differs, and one pass over everything beats a look-up for each row; 'on' again for
-- little. Ends with the transaction.
-- form: set_config: advice for the planner; what other servers do is a part of it, and smaller
SELECT set_config('enable_nestloop', $1::text, true)
