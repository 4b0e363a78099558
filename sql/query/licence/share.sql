-- Keeps licence/alone.sql away until the transaction ends; waits for no other one.
SELECT pg_advisory_xact_lock_shared(hashtextextended('prov.licence', 0))
