-- How the scope of source $1 differs from $2, in words, and whether something may leave it by that.
WITH was AS (
	SELECT o.kind, o.base, o.filter, o.context
	FROM prov.source_state s
	CROSS JOIN LATERAL jsonb_to_recordset(s.scope) AS o(kind text, base text, filter text, context text)
	WHERE s.name = $1::text
), new AS (
	SELECT n.kind, n.base, n.filter, n.context
	FROM jsonb_to_recordset($2::jsonb) AS n(kind text, base text, filter text, context text)
), pair AS (
	SELECT coalesce(o.kind, n.kind) AS kind, coalesce(o.base, n.base) AS base, o.kind IS NOT NULL AS was_read,
		n.kind IS NOT NULL AS is_read, o.filter AS old_filter, n.filter AS new_filter,
		o.context AS old_context, n.context AS new_context
	FROM was o FULL JOIN new n ON n.kind = o.kind AND n.base = o.base
), told AS (
	SELECT 1 AS nth, true AS narrows, 'the base "' || p.base || '" is not read any more' || CASE WHEN p.kind = 'group'
		AND EXISTS (SELECT 1 FROM new n WHERE n.kind = 'user' AND n.base = p.base)
		THEN ' for groups' ELSE '' END AS what
	FROM pair p WHERE NOT p.is_read
	UNION
	SELECT 2, true, 'the filter of ' || p.kind || 's was "' || p.old_filter || '" and is "' || p.new_filter || '"'
	FROM pair p WHERE p.was_read AND p.is_read AND p.old_filter <> p.new_filter
	UNION
	SELECT 3, true, 'the context of what is below "' || p.base || '" was "' || coalesce(p.old_context, '') ||
		'" and is "' || coalesce(p.new_context, '') || '"'
	FROM pair p WHERE p.was_read AND p.is_read AND p.old_context IS DISTINCT FROM p.new_context
	UNION
	SELECT 4, false, 'the base "' || p.base || '" is read now' || CASE WHEN p.kind = 'group'
		AND EXISTS (SELECT 1 FROM was o WHERE o.kind = 'user' AND o.base = p.base)
		THEN ' for groups' ELSE '' END
	FROM pair p WHERE NOT p.was_read
)
SELECT what, narrows FROM told ORDER BY nth, what
