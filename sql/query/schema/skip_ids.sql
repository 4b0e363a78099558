-- So many ids of each kind are left out in every context: those that were given after a dump are not given again.
-- form: one_context: all contexts, as the owner
UPDATE prov.context SET next_uid = least(next_uid + $1::bigint, 2147483648), next_gid = least(next_gid + $1::bigint, 2147483648),
	next_rid = least(next_rid + $1::bigint, 2147483648)
