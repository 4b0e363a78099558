-- Lines of the change log are found by their time, and old ones removed. They are written in the order of time, so
-- the range of each part of the table is enough, and costs a new line nothing.
CREATE INDEX change_log_at ON prov.change_log USING brin (at) WITH (autosummarize = on);
