-- The id of a new record of kind $1. Empty: there is none left.
UPDATE prov.placement_id SET next = next + 1 WHERE kind = $1::text AND next < 2147483648 RETURNING next - 1
