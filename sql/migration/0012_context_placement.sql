-- The records of a file store and of a database that a context refers to, if it does.
ALTER TABLE prov.context ADD COLUMN filestore_id integer, ADD COLUMN database_id integer;
