-- The latest day that was seen: in seconds since 1970, whether it could be moved on here, as text.
SELECT extract(epoch FROM day)::bigint, NOT current_setting('transaction_read_only')::boolean
	AND has_table_privilege('prov.licence_clock', 'UPDATE'), day::text
FROM prov.licence_clock WHERE name = 'latest'
