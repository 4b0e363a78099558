-- Was base $2 part of the last complete run of source $1? Of one whose scope is not stored that may be so.
SELECT EXISTS (SELECT 1 FROM prov.source_state s
	WHERE s.name = $1::text AND (s.scope IS NULL OR EXISTS (
		SELECT 1 FROM jsonb_to_recordset(s.scope) AS o(base text) WHERE o.base = $2::text)))
