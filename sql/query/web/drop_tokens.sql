-- One-time logins of a context that nobody has used in time.
DELETE FROM prov.one_time WHERE cid = $1::int AND expires <= now()
