-- Does context $1 have users with one of the display names $2, or of the names $3, or addresses of one of the names $4 at
-- one of the mappings $5? Each is looked up by an index, also while the planner knows nothing of tables that are filled
-- just now: hence LATERAL and LIMIT. All addresses of a name stand together: "A" comes after "@".
SELECT EXISTS (SELECT 1 FROM unnest($2::text[]) w(name)
		CROSS JOIN LATERAL (SELECT 1 FROM prov.users o
			WHERE o.cid = $1::int AND o.display_name = w.name AND o.uid <> 2 LIMIT 1) o)
	OR EXISTS (SELECT 1 FROM unnest($3::text[]) w(name)
		CROSS JOIN LATERAL (SELECT 1 FROM prov.users o WHERE o.cid = $1::int AND o.login = w.name LIMIT 1) o)
	OR EXISTS (SELECT 1 FROM unnest($4::text[]) w(name)
		CROSS JOIN LATERAL (SELECT 1 FROM prov.address a
			WHERE a.cid = $1::int AND a.address > w.name || '@' AND a.address < w.name || 'A'
				AND split_part(a.address, '@', 2) = ANY ($5::text[]) LIMIT 1) a)
