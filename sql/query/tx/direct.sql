-- Is server process $1 the one that does this, so that what it keeps is there for the next statement, too? A pooler says
-- another number, and may give the next transaction to another process. What Citus sends on, it plans anew.
SELECT pg_backend_pid() = $1::int AND NOT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus')
