-- The group whose name an entry wants that is rejected for it.
ALTER TABLE prov.stage_group_diff ADD COLUMN holder integer;
