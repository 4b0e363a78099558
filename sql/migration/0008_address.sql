-- The primary address as servers search for it, beside what was typed: what a mail server looks up is a plain
-- column. Where lower() does not make it (domains beyond ASCII) it is the claimed address that no alias in
-- ASCII accounts for, if there is just one.
ALTER TABLE prov.users ADD COLUMN address text COLLATE "C";
ALTER TABLE prov.stage_user ADD COLUMN address text COLLATE "C";
UPDATE prov.users u SET address = coalesce(
	(SELECT a.address FROM prov.address a
		WHERE a.cid = u.cid AND a.address = lower(u.mail) AND a.kind = 'u' AND a.owner = u.uid),
	(SELECT min(a.address) FROM prov.address a
		WHERE a.cid = u.cid AND a.kind = 'u' AND a.owner = u.uid
			AND a.address <> ALL (SELECT lower(x) FROM unnest(u.aliases) x)
		HAVING count(*) = 1))
WHERE u.mail IS NOT NULL;
-- The first address of the address book and the sender are the primary address unless they were set to
-- another; copies of it would have to be kept in step.
UPDATE prov.users u SET attrs = nullif(u.attrs - ARRAY(
	SELECT k FROM unnest('{email1,default_sender_address}'::text[]) k WHERE u.attrs ->> k = u.mail), '{}')
WHERE u.attrs ->> 'email1' = u.mail OR u.attrs ->> 'default_sender_address' = u.mail;
