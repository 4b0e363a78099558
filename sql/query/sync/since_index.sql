-- Users are found by the key of their entry: a run that reads only what changed looks at few.
SELECT prov.sync_index()
