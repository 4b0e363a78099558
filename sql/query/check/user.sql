-- U1, U3, U6, M5, E4: what can be told of a user by its row alone, in one reading of the table; the last column says which
-- part of the rules it is. Values that may be wrong are for the rules in C to judge: all but short ones of plain words.
WITH seen AS MATERIALIZED (
	SELECT u.* FROM (
		SELECT u.cid, u.uid, u.source, u.name, u.display_name, u.given_name, u.sur_name, u.mail, u.aliases, u.attrs, u.capabilities,
			u.login <> lower(u.name) AS u1_login,
			u.mail IS NOT NULL AND NOT u.mail = ANY (u.aliases) AS u3_primary,
			CASE WHEN cardinality(u.aliases) < 2 THEN false
				WHEN cardinality(u.aliases) = 2 THEN lower(u.aliases[1]) = lower(u.aliases[2])
				ELSE cardinality(u.aliases) > (SELECT count(DISTINCT lower(a)) FROM unnest(u.aliases) a) END AS u3_twice,
			(u.mail IS NULL) <> (u.address IS NULL) OR (u.address <> lower(u.mail) AND u.mail ~ '^[!-~]+$') AS u3_searched,
			u.password IS NOT NULL AND (u.password !~ '^\{[A-Z0-9-]+\}' OR length(u.password) < strpos(u.password, '}') + 8)
				AS u6_hash,
			u.capabilities IS NOT NULL AS m5_capability,
			u.name !~ '^[!-,/-~][!-~]*$' AS e4_name,
			concat_ws(' ', u.display_name, u.given_name, u.sur_name) !~ '^[!-~]+( [!-~]+)*$' AS e4_line,
			u.attrs::text IS NOT NFC NORMALIZED AS e4_nfc,
			u.attrs ?| ARRAY['email1', 'email2', 'email3', 'default_sender_address'] AS other_address,
			length(array_to_string(u.aliases, ' ')) > 63 OR array_to_string(u.aliases, ' ')
				!~ '^([A-Za-z0-9_]+([.-][A-Za-z0-9_]+)*@[A-Za-z0-9]+([.-][A-Za-z0-9]+)*( |$))*$' AS u3_address,
			u.mail ~ '[^A-Za-z0-9.].*@' AS u3_delimiter
		FROM prov.users u
	) u
	WHERE u.u1_login OR u.u3_primary OR u.u3_twice OR u.u3_searched OR u.u6_hash OR u.m5_capability OR u.e4_name
		OR u.e4_line OR u.e4_nfc OR u.other_address OR u.u3_address OR u.u3_delimiter
)
SELECT 'user ' || u.uid || ' in context ' || u.cid,
	CASE WHEN u.source IS NULL OR f.synced IS NULL THEN 'changeuser -c ' || u.cid || ' -i ' || u.uid || f.mend
		ELSE f.synced END,
	f.value, f.broken = 'u3_delimiter' AND u.source IS NOT NULL, f.broken
FROM seen u CROSS JOIN LATERAL (
	SELECT 'its entry in the directory of source ' || u.source || ', then ldapsync' AS entry
) e CROSS JOIN LATERAL (
	SELECT 'u1_login' AS broken, NULL AS mend, NULL AS synced, NULL AS value WHERE u.u1_login
	UNION ALL SELECT 'u3_primary', NULL, NULL, NULL WHERE u.u3_primary
	UNION ALL SELECT 'u3_twice', NULL, NULL, NULL WHERE u.u3_twice
	UNION ALL SELECT 'u3_searched', NULL, NULL, NULL WHERE u.u3_searched
	UNION ALL SELECT 'u6_hash', NULL, NULL, NULL WHERE u.u6_hash
	UNION ALL SELECT 'm5_capability', NULL, NULL, NULL
	FROM (SELECT array_agg(n.name ORDER BY n.word COLLATE "C") AS names FROM (
		SELECT min(x) AS name, ltrim(x, '-') AS word FROM unnest(u.capabilities) x
		WHERE x ~ '^-?[a-z0-9_.:+/@][a-z0-9_.:+/@-]{0,63}$' GROUP BY ltrim(x, '-')) n) o
	WHERE u.m5_capability AND o.names IS DISTINCT FROM u.capabilities
	UNION ALL SELECT 'e4_name', ' -u NAME, while names.user_changeable is true', e.entry, u.name WHERE u.e4_name
	UNION ALL SELECT 'e4_line', l.option || ' NAME', e.entry, l.name
	FROM unnest(ARRAY[' -d', ' -g', ' -s'], ARRAY[u.display_name, u.given_name, u.sur_name]) l (option, name)
	WHERE u.e4_line AND l.name !~ '^[!-~]+( [!-~]+)*$'
	UNION ALL SELECT 'e4_nfc', ', attribute ' || a.key,
		'ldapsync, or changeuser -c ' || u.cid || ' -i ' || u.uid || ', attribute ' || a.key, a.value
	FROM jsonb_each_text(u.attrs) a WHERE u.e4_nfc AND a.value IS NOT NFC NORMALIZED
	UNION ALL SELECT 'u3_address', ' -a ADDRESSES, and -e ADDRESS if it is the primary one', e.entry, a
	FROM unnest(u.aliases) a
	WHERE u.u3_address AND (a !~ '^[A-Za-z0-9_]+([.-][A-Za-z0-9_]+)*@[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$' OR length(a) > 63)
	UNION ALL SELECT 'u3_address', ', attribute ' || a.key, NULL, a.value
	FROM jsonb_each_text(u.attrs) a
	WHERE u.other_address AND a.key IN ('email1', 'email2', 'email3', 'default_sender_address') AND a.value <> ALL (u.aliases)
	UNION ALL SELECT 'u3_delimiter', ' -e ADDRESS', e.entry, u.mail WHERE u.u3_delimiter
) f
