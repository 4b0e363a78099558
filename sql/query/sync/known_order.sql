-- For known_page.sql: by the index, whatever the planner believes of a table without statistics. No
-- compilation: the price of what is forbidden makes it seem worth that. Ends with the transaction.
-- form: set_config: only the first server reads the index in this order
SELECT set_config('enable_sort', 'off', true), set_config('enable_seqscan', 'off', true),
	set_config('enable_bitmapscan', 'off', true), set_config('jit', 'off', true)
