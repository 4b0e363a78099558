-- What a run of ldapsync needs to take nothing away without proof.
--
-- Groups of a source have the states of users: a missing one stays with its id until the grace is over.
ALTER TABLE prov.groups ADD COLUMN missing_since timestamptz;
CREATE INDEX groups_source ON prov.groups (source, cid, gid) WHERE source IS NOT NULL;
CREATE INDEX groups_missing ON prov.groups (source, missing_since) WHERE missing_since IS NOT NULL;
CREATE INDEX users_missing ON prov.users (source, missing_since) WHERE missing_since IS NOT NULL;

-- What the keys of a source are, a hash over its mapping, and when an operator last let a run pass the
-- limits: what went missing until then does not count any more. NULL: not known yet, or never.
ALTER TABLE prov.source_state ADD COLUMN profile text;
ALTER TABLE prov.source_state ADD COLUMN key_attr text;
ALTER TABLE prov.source_state ADD COLUMN rules bigint;
ALTER TABLE prov.source_state ADD COLUMN accepted timestamptz;

-- Staging: users and groups (kind u, g) that a run did not see and would take something from. proven: they
-- were looked up by key, and are not in the directory.
CREATE UNLOGGED TABLE prov.stage_gone (
	cid integer NOT NULL,
	run uuid NOT NULL,
	kind "char" NOT NULL,
	id integer NOT NULL,
	source_key text COLLATE "C" NOT NULL,
	proven boolean NOT NULL,
	PRIMARY KEY (cid, run, kind, id)
);
CREATE INDEX stage_gone_key ON prov.stage_gone (run, kind, source_key);
-- Keys are looked for in all contexts.
CREATE INDEX stage_user_key ON prov.stage_user (run, source_key);
CREATE INDEX stage_group_key ON prov.stage_group (run, source_key);
