-- For statements that look at all rows: they join, whatever statistics say, and large tables are read by as many processes as
-- the server allows, since hardly a row of them is found. Ends with the transaction.
-- form: set_config: advice for the planner; what other servers do is a part of it, and smaller
SELECT set_config('enable_nestloop', 'off', true), set_config('jit', 'off', true), set_config('parallel_tuple_cost', '0', true)
