-- Whether the latest day that was seen could be moved on here. Without a table, so that the server that answers is the one
-- that was asked.
SELECT NOT current_setting('transaction_read_only')::boolean AND has_table_privilege('prov.licence_clock', 'UPDATE')
