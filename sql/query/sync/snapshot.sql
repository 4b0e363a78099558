-- First thing in the transaction of a dry run: instead of locks, all of it looks at the same state.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ
