-- What came back for report $1: $2 it has arrived, $3 status of HTTP, $4 the answer or the reason.
UPDATE prov.report SET sent = now() + CASE WHEN $2::boolean THEN interval '0' END, status = $3::int, answer = $4::text
WHERE id = $1::uuid
