-- The number of the newest line of the installation, 0 if there is none.
SELECT coalesce(max(seq), 0) FROM prov.change_log WHERE cid = 0
