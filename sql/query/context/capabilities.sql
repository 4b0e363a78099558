-- What a context says about capabilities, as an array or NULL. No row: no such context.
SELECT capabilities FROM prov.context WHERE cid = $1::int
