-- Source $1 goes on from cookies $2, until $3 at the latest; $4: keys of users who were held back.
UPDATE prov.sync_cookie SET cookies = $2::text[], due = $3::bigint, runs = runs + 1, held = $4::text[] WHERE source = $1::text
