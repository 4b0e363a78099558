-- A context is deleted: the next run of each source looks at all groups.
UPDATE prov.source_state SET groups_digest = NULL, groups_rejected = false WHERE groups_digest IS NOT NULL OR groups_rejected
