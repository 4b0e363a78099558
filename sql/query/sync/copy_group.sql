-- Staging of groups, in the order of sink_group.c.
COPY prov.stage_group (cid, run, n, source_key, dn, dn_norm, name, login, display_name, mail, address,
	member_dns, member_names, reject) FROM STDIN
