-- Migrations run one after the other; the lock ends with the transaction.
LOCK TABLE prov.schema_version IN EXCLUSIVE MODE
