-- Takes a job that nobody holds, or takes it over from the owner with fence $4, whose lease is over
-- or who is known to be dead. No row: another run was quicker.
INSERT INTO prov.job_lock AS j (name, owner, run, fence, expires)
VALUES ($1::text, $2::text, $3::uuid, 1, now() + make_interval(secs => $5::int))
ON CONFLICT (name) DO UPDATE
SET owner = excluded.owner, run = excluded.run, fence = j.fence + 1, expires = excluded.expires
WHERE j.fence = $4::bigint
RETURNING fence
