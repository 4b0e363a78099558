-- Who gets the rest of the mail of the domains $2.
INSERT INTO prov.catchall (cid, domain, uid)
SELECT $1::int, k.domain, k.uid FROM unnest($2::text[], $3::int[]) k (domain, uid)
