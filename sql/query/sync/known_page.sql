-- The next users of a source in the order of the directory, after the one with this place and id: how many they
-- are, how many of these are not missing, the last place; then in this order of each the context (upper
-- half) and id as one int8, and of each the hash; 0: no entry shows the user as stored; in hexadecimal. One
-- row: a row for each user costs both sides more than to find them.
SELECT count(*), count(*) FILTER (WHERE p.missing_since IS NULL), max(p.source_nth),
	encode(string_agg(int8send(p.cid::bigint << 32 | p.uid), ''), 'hex'),
	encode(string_agg(int8send(CASE WHEN p.missing_since IS NULL THEN coalesce(p.source_hash, 0) ELSE 0 END), ''), 'hex')
FROM (SELECT u.cid, u.uid, u.source_nth, u.source_hash, u.missing_since
	FROM prov.users u
	WHERE u.source = $1::text AND (u.source_nth, u.cid, u.uid) > ($2::bigint, $3::int, $4::int)
	ORDER BY u.source_nth, u.cid, u.uid
	LIMIT $5::int) p
