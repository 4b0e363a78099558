-- Would a group come to another context by its members, or leave one ($2: there are groups that are where their members are)?
SELECT EXISTS (SELECT 1 FROM prov.stage_member_diff d
	WHERE d.run = $1::uuid AND (d.gid = 0 OR ($2::boolean AND cardinality(d.added) = 0
		AND NOT EXISTS (SELECT 1 FROM prov.member m
			WHERE m.cid = d.cid AND m.gid = d.gid AND m.uid <> ALL (d.removed)))))
