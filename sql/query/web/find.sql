-- Whose session it is; NULL: it is none, or it has ended.
SELECT prov_view.web_find($1::int, $2::text)
