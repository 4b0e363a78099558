-- What a source is and what belongs to it, so that a change of the configuration is told from a change in the
-- directory. server: kind of server; identity: of the directory, not of one of its servers; scope: its
-- searches, each with kind, base, filter and context; scope_hash: over them. NULL: not known yet.
ALTER TABLE prov.source_state ADD COLUMN server text;
ALTER TABLE prov.source_state ADD COLUMN identity text;
ALTER TABLE prov.source_state ADD COLUMN scope jsonb;
ALTER TABLE prov.source_state ADD COLUMN scope_hash bigint;

-- Staging: an entry that was looked up and is in the directory, but outside of the scope. NULL: that was not
-- asked, or could not be told.
ALTER TABLE prov.stage_gone ADD COLUMN outside boolean;
