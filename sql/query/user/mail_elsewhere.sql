-- Which of these addresses have a domain that is a login mapping of another context than $1, and that one: there mail
-- for them goes.
SELECT a.address, m.cid
FROM unnest($2::text[]) a(address) JOIN prov.login_name m ON m.name = split_part(a.address, '@', 2)
WHERE m.cid <> $1::int
