-- The reports that are stored, the oldest first: when, contexts, users, admins, disabled, when it arrived.
SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), content #>> '{total,contexts}',
	content #>> '{total,users}', content #>> '{total,admins}', content #>> '{total,disabled}',
	to_char(sent AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
FROM prov.report
ORDER BY at
