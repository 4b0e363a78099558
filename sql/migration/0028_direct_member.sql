-- Direct members of the groups of a run, as far as they are known by id: an array for a group and a context.
DROP TABLE prov.stage_member;
CREATE UNLOGGED TABLE prov.stage_member (
	cid integer NOT NULL,
	run uuid NOT NULL,
	n bigint NOT NULL,
	uids integer[] NOT NULL
);
ALTER TABLE prov.stage_member REPLICA IDENTITY FULL;
-- They are read once: not worth being made small.
ALTER TABLE prov.stage_member ALTER COLUMN uids SET STORAGE EXTERNAL;
ALTER TABLE prov.stage_group ALTER COLUMN member_dns SET STORAGE EXTERNAL, ALTER COLUMN member_names SET STORAGE EXTERNAL;
ALTER TABLE prov.stage_member_diff ALTER COLUMN added SET STORAGE EXTERNAL, ALTER COLUMN removed SET STORAGE EXTERNAL;
