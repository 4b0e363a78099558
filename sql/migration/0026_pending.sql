-- Groups in groups, and members that nobody knows.
--
-- ring: groups that contain each other, by the one that stands for them; rings: hashes over those of the last run, so
-- that each is told once.
ALTER TABLE prov.stage_group ADD COLUMN ring bigint;
ALTER TABLE prov.source_state ADD COLUMN rings bigint[];

-- Members that groups of a source list and that are neither users nor groups of it, by DN or by login name, since
-- when. id: a hash of the value, which may be longer than a key.
CREATE TABLE prov.sync_pending (
	source text COLLATE "C" NOT NULL,
	source_key text COLLATE "C" NOT NULL,
	by_name boolean NOT NULL,
	id uuid NOT NULL,
	value text COLLATE "C" NOT NULL,
	since timestamptz NOT NULL,
	PRIMARY KEY (source, source_key, by_name, id)
);
-- The same of a run. No key: they are only read as a whole.
CREATE UNLOGGED TABLE prov.stage_pending (
	cid integer NOT NULL,
	run uuid NOT NULL,
	n bigint NOT NULL,
	by_name boolean NOT NULL,
	value text COLLATE "C" NOT NULL
);
ALTER TABLE prov.stage_pending REPLICA IDENTITY FULL;
