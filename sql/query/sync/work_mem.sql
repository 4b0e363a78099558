-- Room for hash joins over a whole run; ends with the transaction.
SELECT set_config('work_mem', '256MB', true), set_config('citus.propagate_set_commands', 'local', true)
