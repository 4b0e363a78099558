-- One context fewer refers to a record.
UPDATE prov.placement SET contexts = contexts - 1 WHERE kind = $1::text AND id = $2::int
