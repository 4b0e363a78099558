-- 'off': little is looked up, by index, one by one, whatever the planner believes of tables without statistics; 'on' again
-- for much. Ends with the transaction.
-- form: set_config: advice for the planner; what other servers do is a part of it, and smaller
SELECT set_config('enable_seqscan', $1::text, true), set_config('enable_bitmapscan', $1::text, true)
