-- Where a missing entry was found.
--
-- Staging: the DN of an entry that was looked up and is in the directory, but in none of the source's bases,
-- or not in its filter. NULL: it is gone.
ALTER TABLE prov.stage_gone ADD COLUMN place text;
