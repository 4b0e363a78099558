-- What source $1 is now. What a server does not say any more, and a scope that is not given, stays as it was.
UPDATE prov.source_state
SET profile = $2::text, key_attr = $3::text, rules = $4::bigint, server = coalesce($5::text, server),
	identity = coalesce($6::text, identity), scope = coalesce($7::jsonb, scope), scope_hash = coalesce($8::bigint, scope_hash)
WHERE name = $1::text
