-- A transaction that looks at the same state in all of its statements and locks nothing.
BEGIN ISOLATION LEVEL REPEATABLE READ
