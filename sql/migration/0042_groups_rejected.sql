-- What a source has of its groups is not known (groups_digest is NULL), for no other reason than that some were rejected.
ALTER TABLE prov.source_state ADD COLUMN groups_rejected boolean;
