-- A session of user $2, for $4 seconds; NULL: the user may not log in.
SELECT prov_view.web_open($1::int, $2::int, $3::text, $4::int)
