-- $1 is the latest day if it is later. Nothing waits: a transaction that notes a day just now, notes this one.
UPDATE prov.licence_clock SET day = $1::date
WHERE name = (SELECT name FROM prov.licence_clock WHERE name = 'latest' AND day < $1::date FOR UPDATE SKIP LOCKED)
