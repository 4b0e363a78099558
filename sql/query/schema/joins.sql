-- For statements that look at all rows: they join, whatever statistics say, and a cost that is only a ban of the
-- planner's brings neither compiling nor more processes. Ends with the transaction.
-- form: set_config: advice for the planner; what other servers do is a part of it, and smaller
SELECT set_config('enable_nestloop', 'off', true), set_config('jit', 'off', true),
	set_config('max_parallel_workers_per_gather', '0', true)
