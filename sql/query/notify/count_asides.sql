-- How many events are set aside for deliverer $1.
SELECT count(*) FROM prov.notify_aside WHERE name = $1::text
