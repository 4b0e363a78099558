-- The change log of users that were copied into the table: all that source $2 has. They got their ids
-- from the counter, which still stands where it was. As log.sql for new users. $3 who,
-- $4 program.
INSERT INTO prov.change_log (cid, seq, tx, at, who, program, action, kind, id, before, after)
SELECT u.cid, c.change_seq + u.uid - c.next_uid + 1, $1::uuid, now(), $3::text, $4::text, 'create',
	'user', u.uid, NULL,
	jsonb_build_object('name', u.name, 'display_name', u.display_name, 'mail', u.mail)
FROM prov.users u JOIN prov.context c ON c.cid = u.cid
WHERE u.source = $2::text
