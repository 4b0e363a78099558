-- In front of the rows of many: true where indexes are to be made behind them. Where the tables are on several servers they stay:
-- there the function, which belongs to another role, may not even look at what the transaction has written.
SELECT CASE WHEN EXISTS (SELECT 1 FROM pg_catalog.pg_extension e WHERE e.extname = 'citus') THEN false ELSE prov.sogo_unindex() END
