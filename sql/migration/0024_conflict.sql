-- Names and addresses that several want: an entry or address loses against an entry of the same run (winner: its n), and
-- comes back if that one is rejected after all, or against a user, group or resource (holder, of kind u, g, r).
ALTER TABLE prov.stage_diff ADD COLUMN winner bigint, ADD COLUMN holder_kind "char", ADD COLUMN holder integer;
-- address: the one that is left out, as servers search for it; NULL: another value.
ALTER TABLE prov.stage_left_out ADD COLUMN address text COLLATE "C", ADD COLUMN winner bigint,
	ADD COLUMN holder_kind "char", ADD COLUMN holder integer;
-- NULL: look at the entry again in the next run, though it may be the same.
ALTER TABLE prov.stage_user ALTER COLUMN hash DROP NOT NULL;
