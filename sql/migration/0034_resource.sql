-- What a resource is, and how many may have it at the same time: 0 any number, -1 any, but it is shown as busy.
ALTER TABLE prov.resource ADD COLUMN kind text;
ALTER TABLE prov.resource ADD COLUMN bookings integer;
UPDATE prov.resource SET kind = 'location', bookings = 1;
ALTER TABLE prov.resource ALTER COLUMN kind SET NOT NULL;
ALTER TABLE prov.resource ALTER COLUMN bookings SET NOT NULL;
