-- A deliverer that is new, $2 the size of its first delivery.
INSERT INTO prov.notify_state (name, since, delivered, size, tries) VALUES ($1::text, now(), 0, $2::int, 0)
