-- Where the entry of a missing user or group is: its DN, if it is in the directory, but out of the source. NULL: it is
-- gone, as far as could be told when it was looked up last.
ALTER TABLE prov.users ADD COLUMN missing_place text;
ALTER TABLE prov.groups ADD COLUMN missing_place text;
