-- For this transaction: $1 milliseconds are the longest wait for a lock, and a client that is gone is
-- noticed within a second, not when the lock is free (where the server's system can tell: Linux).
-- form: set_config: a wait on another server ends by the deadline of the caller, which cancels
SELECT set_config('lock_timeout', $1::text, true), set_config('client_connection_check_interval',
	CASE WHEN version() ~ 'linux' THEN '1000' ELSE '0' END, true)
