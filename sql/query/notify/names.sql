-- Deliverers that are known, configured or not.
SELECT name FROM prov.notify_state ORDER BY name
