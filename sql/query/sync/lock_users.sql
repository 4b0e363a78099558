-- Disables those whose entry says so and cannot be taken otherwise. Without a hash, so that the entry is
-- looked at again whatever it says when it can be taken.
UPDATE prov.users u SET source_enabled = false, source_hash = NULL, changed = now()
FROM prov.stage_lock l
WHERE l.run = $1::uuid AND u.cid = l.cid AND u.uid = l.uid
