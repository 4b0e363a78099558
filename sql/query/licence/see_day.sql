-- $1 is the latest day if it is later; else nothing is written, and nobody waits.
UPDATE prov.licence_clock SET day = $1::date WHERE name = 'latest' AND day < $1::date
