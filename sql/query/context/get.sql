-- A context (model.h, enum prov_context_column).
SELECT cid, {context: %}, attrs FROM prov.context WHERE cid = $1::int
