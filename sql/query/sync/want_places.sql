-- How many places of a licence does a run need more than it gives back?
SELECT coalesce(sum(places), 0) FROM prov.planned_places WHERE run = $1::uuid
