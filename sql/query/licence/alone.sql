-- No other transaction is adding users: waits for those who hold share.sql, and holds up others until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended('prov.licence', 0))
