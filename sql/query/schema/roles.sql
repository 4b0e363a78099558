-- Are the roles there that grants need, and may this one hand something over to prov? Two of two; and its
-- name, as SQL has it.
SELECT count(r.oid), pg_catalog.quote_ident(current_user)
FROM pg_catalog.pg_roles r
WHERE r.rolname = 'prov_reader' OR (r.rolname = 'prov' AND pg_catalog.pg_has_role(r.oid, 'MEMBER'))
