-- Users who cannot log in: all of them, without the admins of contexts, those whom an operator has disabled, whose entry
-- says so, and who are missing in the directory.
-- form: one_context: users of all contexts are counted
SELECT count(*), count(*) FILTER (WHERE uid <> 2), count(*) FILTER (WHERE NOT enabled),
	count(*) FILTER (WHERE NOT source_enabled AND missing_since IS NULL),
	count(*) FILTER (WHERE missing_since IS NOT NULL)
FROM prov.users WHERE NOT (enabled AND source_enabled)
