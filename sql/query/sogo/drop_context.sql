-- Nothing is left to SOGo of a context: c10g2, c10r1, c10u3 are between c10a and c10z, c100u1 is not.
DELETE FROM prov.sogo_key
WHERE cid = $1::int AND c_uid > 'c' || ($1::int)::text || 'a' AND c_uid < 'c' || ($1::int)::text || 'z'
