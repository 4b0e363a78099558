-- Source $1 goes on from cookies $2, until $3 at the latest.
UPDATE prov.sync_cookie SET cookies = $2::text[], due = $3::bigint, runs = runs + 1 WHERE source = $1::text
