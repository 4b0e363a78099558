-- Staging: users and groups (kind u, g) of a source whose entry has another key than before, and that entry. doubt: why
-- the two are not put together; NULL: they are.
CREATE UNLOGGED TABLE prov.stage_rekey (
	cid integer NOT NULL,
	run uuid NOT NULL,
	kind "char" NOT NULL,
	id integer NOT NULL,
	n bigint,
	source_key text COLLATE "C",
	doubt text,
	PRIMARY KEY (cid, run, kind, id)
);
