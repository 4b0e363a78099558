-- When everything of source $1 is read, and deletions are found, which its runs until then do not see; nothing: they do.
SELECT to_char(c.full_due AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') FROM prov.sync_cookie c
WHERE c.source = $1::text AND c.cookies[1] LIKE 'modified %'
