-- Back to savepoint.sql; the transaction goes on.
ROLLBACK TO SAVEPOINT rows
