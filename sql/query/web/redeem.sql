-- The user of a one-time login, whose session $3 is from now on; NULL: it is none, it was used, or it is too old.
SELECT prov_view.web_redeem($1::int, $2::text, $3::text, $4::int)
