# SPDX-License-Identifier: Apache-2.0
# embed.awk - turns the templates of servers' configuration, SERVER/FILE, into C (serverconf.c)
BEGIN {
	print "/* made by embed.awk: do not edit */"
	print "#include \"libprov/model/serverconf.h\""
	print "const struct prov_serverconf_template prov_serverconf_templates[] = {"
}
FNR == 1 {
	if (NR > 1)
		print "\t},"
	n = split(FILENAME, part, "/")
	printf "\t{ \"%s\", \"%s\",\n", part[n - 1], part[n]
}
{
	gsub(/[\\"]/, "\\\\&")
	printf "\t\"%s\\n\"\n", $0
}
END { print "\t},\n\t{ NULL, NULL, NULL }\n};" }
