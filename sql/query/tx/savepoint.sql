-- A place in the transaction to go back to.
SAVEPOINT rows
