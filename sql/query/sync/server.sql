-- The server of source $1 whose state is stored: name, URI, vendor, counter, epoch, position, and when it was seen to
-- show an older one. No row: none is known.
SELECT name, uri, vendor, counter, epoch, position, to_char(went_back AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
FROM prov.sync_server WHERE source = $1::text
