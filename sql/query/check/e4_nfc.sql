-- E4: the other attributes of users that are not in NFC.
SELECT 'user ' || u.uid || ' in context ' || u.cid,
	CASE WHEN u.source IS NULL THEN 'changeuser -c ' || u.cid || ' -i ' || u.uid || ', attribute ' || a.key
		ELSE 'ldapsync, or changeuser -c ' || u.cid || ' -i ' || u.uid || ', attribute ' || a.key END, a.value
FROM prov.users u CROSS JOIN jsonb_each_text(u.attrs) a WHERE a.value IS NOT NFC NORMALIZED
