-- Announces $2 more users, which others see at once and until the transaction ends. Stops nothing. $1 tells the
-- claims of a transaction apart.
SELECT pg_advisory_xact_lock_shared($1::int, $2::int)
