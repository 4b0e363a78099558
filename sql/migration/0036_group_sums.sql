-- Of each 256th part of the groups, by the first byte of sync_group.number, the sum of their hashes; all of these together
-- are groups_digest. So a run reads only what it has of the parts that differ.
ALTER TABLE prov.source_state ADD COLUMN group_sums bytea;
-- Groups are looked up by key, in a context or in all.
DROP INDEX prov.groups_source;
DROP INDEX prov.groups_key;
CREATE INDEX groups_key ON prov.groups (source, source_key, cid) WHERE source IS NOT NULL;
