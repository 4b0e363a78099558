-- What was done since savepoint.sql stays.
RELEASE SAVEPOINT rows
