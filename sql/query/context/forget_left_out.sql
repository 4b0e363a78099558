-- Values that syncs left out of entries in context $1, as user/forget_left_out.sql.
DELETE FROM prov.sync_left_out o WHERE o.context = $1::int
