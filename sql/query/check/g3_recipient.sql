-- G3: nobody gets twice what is sent to a group.
SELECT 'group ' || r.gid || ' in context ' || r.cid FROM prov.group_recipient r
GROUP BY r.cid, r.gid, r.recipient HAVING count(*) > 1
