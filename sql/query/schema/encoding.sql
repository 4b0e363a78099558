-- The encoding that the database keeps text in.
SELECT pg_catalog.current_setting('server_encoding')
