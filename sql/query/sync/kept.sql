-- How many stored users stay as they are because their entry was rejected?
-- kind: c changed
SELECT count(*) FROM prov.stage_diff WHERE run = $1::uuid AND kind = 'c' AND reject IS NOT NULL
