-- Line $3 of the log of context $2 is set aside for deliverer $1, or stays it, and is tried again in $4 seconds; $5 why.
INSERT INTO prov.notify_aside AS a (cid, name, seq, since, tries, next_try, error)
VALUES ($2::int, $1::text, $3::bigint, now(), 1, now() + make_interval(secs => $4::int), $5::text)
ON CONFLICT (cid, name, seq) DO UPDATE SET tries = a.tries + 1, next_try = excluded.next_try, error = excluded.error
