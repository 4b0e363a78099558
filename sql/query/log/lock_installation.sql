-- One changes what belongs to no context at a time: until the transaction ends. Who only reads does not wait.
SELECT pg_advisory_xact_lock(hashtextextended('prov.installation', 0))
