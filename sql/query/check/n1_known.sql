-- N1: a position, or a line that was set aside, is that of a deliverer that is known.
SELECT 'deliverer ' || d.name FROM (SELECT n.name FROM prov.notify_cursor n
	UNION SELECT a.name FROM prov.notify_aside a) d
LEFT JOIN prov.notify_state s ON s.name = d.name
WHERE s.name IS NULL
