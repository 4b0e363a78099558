-- $1 is the latest day that was seen, whatever it was.
UPDATE prov.licence_clock SET day = $1::date WHERE name = 'latest'
