-- The sums of hashes of groups that the last complete run of source $1 left, in hexadecimal.
SELECT encode(s.group_sums, 'hex') FROM prov.source_state s WHERE s.name = $1::text
