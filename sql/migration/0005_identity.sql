-- Memberships in staging have no key, since they are only read as a whole and an index would cost more than the
-- rows. A server that moves them to another one tells rows apart by all of their columns.
ALTER TABLE prov.stage_member REPLICA IDENTITY FULL;
ALTER TABLE prov.stage_nest REPLICA IDENTITY FULL;
