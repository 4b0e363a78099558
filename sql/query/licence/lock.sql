-- One at a time may look at the number of users and add to it; held until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended('prov.licence', 0))
