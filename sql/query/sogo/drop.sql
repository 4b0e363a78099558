-- Nothing is left to SOGo of the users, groups or resources $2 (c1u3) of a context.
DELETE FROM prov.sogo_key WHERE cid = $1::int AND c_uid = ANY ($2::text[])
