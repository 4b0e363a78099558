-- What is set aside for deliverer $1 is due now.
UPDATE prov.notify_aside SET next_try = now() WHERE name = $1::text
