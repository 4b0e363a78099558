-- Staging of groups, in the order of sink_group.c and sink_spool.c. Members: those whose id is not known.
COPY prov.stage_group (cid, run, n, source_key, dn, dn_norm, name, login, display_name, mail, address,
	reject, number, hash, member_dns, member_names) FROM STDIN
