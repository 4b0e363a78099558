-- One more context refers to a record that has room for it. Empty: there is no such record, or no room.
UPDATE prov.placement SET contexts = contexts + 1
WHERE kind = $1::text AND id = $2::int AND (max_contexts < 0 OR contexts < max_contexts)
RETURNING id
