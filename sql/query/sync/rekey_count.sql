-- How many users get another key in this run, and got one in the last 24 hours.
-- kind: u user
SELECT (SELECT count(*) FROM prov.stage_rekey r WHERE r.run = $1::uuid AND r.kind = 'u' AND r.doubt IS NULL),
	(SELECT count(*) FROM prov.change_log l WHERE l.at > now() - interval '1 day' AND l.kind = 'user'
		AND l.action = 'change' AND l.program = 'ldapsync' AND l.before ? 'key')
