-- The time, in seconds since 1970: what is past in a run is past for all of its entries.
SELECT extract(epoch FROM now())::bigint
