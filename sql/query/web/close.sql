-- The session is over.
SELECT prov_view.web_close($1::int, $2::text)
