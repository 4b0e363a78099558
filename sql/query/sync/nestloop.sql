-- 'off': much differs, and one pass over everything beats a look-up for each row; 'on' again for
-- little, and a look-up that finds its page in memory is cheaper than the planner believes: else it reads
-- all addresses for those of a thousand users. NULL is what the server has. Ends with the transaction.
-- form: set_config: advice for the planner; what other servers do is a part of it, and smaller
SELECT set_config('enable_nestloop', $1::text, true),
	set_config('random_page_cost', CASE WHEN $1::text = 'on' THEN '0.1' END, true)
