-- Takes lost addresses out of the staged rows; a stored user who lost a new primary one keeps the old one. Without a hash
-- the entry is looked at again in every run, until it has what it wants. What an alias is as an address is known by its
-- place, unless its lower case says so.
-- kind: c changed
WITH lost AS MATERIALIZED (
	SELECT l.cid, l.n, array_agg(l.address) AS addresses, bool_or(l.field = 'mail') AS of_mail
	FROM prov.stage_left_out l
	WHERE l.run = $1::uuid AND l.address IS NOT NULL
	GROUP BY l.cid, l.n
), kept AS MATERIALIZED (
	SELECT t.cid, t.n, t.addresses, t.of_mail, CASE WHEN t.of_mail THEN u.mail END AS mail,
		CASE WHEN t.of_mail THEN u.address END AS address
	FROM lost t
	JOIN prov.stage_diff d ON d.cid = t.cid AND d.run = $1::uuid AND d.n = t.n
	LEFT JOIN prov.users u ON d.kind = 'c' AND u.cid = d.cid AND u.uid = d.uid
	WHERE d.reject IS NULL
)
UPDATE prov.stage_user s
SET hash = NULL, mail = CASE WHEN k.of_mail THEN k.mail ELSE s.mail END,
	address = CASE WHEN k.of_mail THEN k.address ELSE s.address END,
	aliases = CASE WHEN k.mail IS NOT NULL THEN ARRAY[k.mail] ELSE '{}' END || ARRAY(
		SELECT x.alias FROM unnest(s.aliases) WITH ORDINALITY x(alias, nth)
		WHERE lower(x.alias) <> ALL (k.addresses) AND lower(x.alias) IS DISTINCT FROM lower(k.mail)
			AND NOT (lower(x.alias) <> ALL (s.addresses)
				AND coalesce(s.addresses[x.nth] = ANY (k.addresses), false))
		ORDER BY x.nth),
	addresses = CASE WHEN k.address IS NOT NULL THEN ARRAY[k.address] ELSE '{}' END || ARRAY(
		SELECT x.address FROM unnest(s.addresses) WITH ORDINALITY x(address, nth)
		WHERE x.address <> ALL (k.addresses) AND x.address IS DISTINCT FROM k.address
		ORDER BY x.nth),
	attrs = CASE WHEN lower(s.attrs ->> 'default_sender_address') = ANY (k.addresses)
		THEN nullif(s.attrs - 'default_sender_address', '{}') ELSE s.attrs END
FROM kept k
WHERE s.cid = k.cid AND s.run = $1::uuid AND s.n = k.n
