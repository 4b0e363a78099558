-- What a source has of its groups since its last complete run, so that a run resolves only what differs. hash: over all
-- that decides what becomes of the entry, number: over its key, both as the client has them; dn: normalised.
CREATE TABLE prov.sync_group (
	source text COLLATE "C" NOT NULL,
	source_key text COLLATE "C" NOT NULL,
	number bigint NOT NULL,
	hash bigint NOT NULL,
	dn text COLLATE "C" NOT NULL,
	PRIMARY KEY (source, source_key)
);
CREATE INDEX sync_group_dn ON prov.sync_group (source, md5(dn));
CREATE INDEX sync_group_number ON prov.sync_group (source, number);
-- The direct members of a group in a context, sorted. hidden: it is no group in this context (that of its entry is another
-- one, or it has the name of group 1), so they count only for the groups above it.
CREATE TABLE prov.sync_member (
	source text COLLATE "C" NOT NULL,
	source_key text COLLATE "C" NOT NULL,
	context integer NOT NULL,
	uids integer[] NOT NULL,
	hidden boolean NOT NULL,
	PRIMARY KEY (source, source_key, context)
);
ALTER TABLE prov.sync_member ALTER COLUMN uids SET STORAGE EXTERNAL;
CREATE INDEX sync_member_hidden ON prov.sync_member (source, context) WHERE hidden;
-- Which group is directly in which.
CREATE TABLE prov.sync_nest (
	source text COLLATE "C" NOT NULL,
	child_key text COLLATE "C" NOT NULL,
	parent_key text COLLATE "C" NOT NULL,
	PRIMARY KEY (source, child_key, parent_key)
);
CREATE INDEX sync_nest_parent ON prov.sync_nest (source, parent_key);
CREATE INDEX sync_pending_id ON prov.sync_pending (source, id);
CREATE INDEX groups_key ON prov.groups (source, source_key) WHERE source IS NOT NULL;
ALTER TABLE prov.stage_group ADD COLUMN number bigint, ADD COLUMN hash bigint;
-- The login name that the entry of a protected user shows, if the user keeps another one: groups know it by that.
ALTER TABLE prov.stage_user ADD COLUMN entry_login text COLLATE "C";
-- Users whose memberships may be others than before.
CREATE UNLOGGED TABLE prov.stage_touched (
	cid integer NOT NULL,
	run uuid NOT NULL,
	uid integer NOT NULL,
	PRIMARY KEY (cid, run, uid)
);
-- Nothing is known yet: the next run looks at all groups.
UPDATE prov.source_state SET groups_digest = NULL;
