-- Who sees the address book of a context: global, all of its users; individual, those of whom no module hides it.
ALTER TABLE prov.context ADD COLUMN gab_mode text COLLATE "C";
UPDATE prov.context SET gab_mode = 'individual';
ALTER TABLE prov.context ALTER COLUMN gab_mode SET NOT NULL;
