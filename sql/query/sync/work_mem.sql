-- Room ('256MB' for hash joins over a whole run), and no merge joins: before the statistics of a first
-- import are made, the planner takes a million rows for a few. No compilation of plans, which takes
-- longer than a run of some thousand users; small samples. Ends with the transaction.
-- form: set_config: advice for the planner; what other servers do is a part of it, and smaller
SELECT set_config('work_mem', $1::text, true), set_config('enable_mergejoin', 'off', true),
	set_config('jit', 'off', true), set_config('default_statistics_target', '10', true)
