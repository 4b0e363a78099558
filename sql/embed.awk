# SPDX-License-Identifier: Apache-2.0
# embed.awk - turns .sql files into C: one statement, or script, for each; called by sql/embed.sh
#
#	awk -v what=queries|scripts -f sql/embed.awk COLUMNS FILE...
#
# COLUMNS is sql/columns.h after the preprocessor. {user: s.%} in a statement becomes s.name, s.mail, ...:
# the template once for each column of users that the table of attributes (prov/attr.h) has, joined by
# commas. % is its name; $4::? is a parameter of its type, $4 for the first, $5 for the next. {user.kept: }
# takes only the columns that a sync leaves alone when its mapping does not fill them, {user.lost: } only
# those that may be empty. {logged: u.attrs} is that object without secrets. A line {part: sync/holder.inc} is
# replaced by the lines of that file below sql/query, which several statements have in common.

FNR == 1 {
	file_number++
	if (file_number > 2)
		end_file()
	file = FILENAME
	params = 0
	text = ""
}

file_number == 1 {
	read_columns($0)
	next
}

/^\{part: / {
	add_part("sql/query/" substr($0, 8, length($0) - 8))
	next
}

{ add_line($0) }

END {
	if (file_number > 1)
		end_file()
}

function end_file() {
	if (what == "queries")
		printf "\t{ \"%s\", %d,\n%s\t},\n", file, params, text
	else
		printf "\t{ \"%s\",\n%s\t},\n", file, text
}

function add_line(line) {
	if (line ~ /^[ \t]*--/)
		return
	if (what == "queries")
		line = expand(line)
	note_params(line)
	gsub(/[\\"]/, "\\\\&", line)
	text = text "\t\"" line "\\n\"\n"
}

function add_part(path,	line, lines) {
	while ((getline line <path) > 0) {
		add_line(line)
		lines++
	}
	close(path)
	if (!lines) {
		printf "%s: there is no %s\n", file, path >"/dev/stderr"
		exit 1
	}
}

function note_params(line,	n) {
	while (match(line, /\$[0-9]+/)) {
		n = substr(line, RSTART + 1, RLENGTH - 1) + 0
		if (n > params)
			params = n
		line = substr(line, RSTART + RLENGTH)
	}
}

# Anything else that a header may leave in the list does not begin with @.
function read_columns(line,	rows, n, i, word) {
	n = split(line, rows, "@")
	for (i = 2; i <= n; i++) {
		split(rows[i], word, " ")
		if (word[1] == "secret")
			secrets = rows[i]
		if (word[4] != "COLUMN")
			continue
		gsub(/"/, "", word[2])
		add(word[1], word[2], word[3])
		if (rows[i] !~ /PROV_ATTR_RULED/)
			add(word[1] ".kept", word[2], word[3])
		if (rows[i] !~ /PROV_ATTR_FILLED/)
			add(word[1] ".lost", word[2], word[3])
	}
}

function add(set, name, type) {
	count[set]++
	column[set, count[set]] = name
	sql_type[set, count[set]] = type == "INT" ? "bigint" : type == "BOOL" ? "bool" : \
		type == "NAMES" ? "text[]" : "text"
}

function expand(line,	found, set, template, before, out) {
	while (match(line, /\{[a-z]+(\.[a-z]+)?: [^}]*\}/)) {
		found = substr(line, RSTART + 1, RLENGTH - 2)
		set = found
		sub(/:.*/, "", set)
		template = substr(found, length(set) + 3)
		if (set != "logged" && !(set in count)) {
			printf "%s: no set of columns is called %s\n", file, set >"/dev/stderr"
			exit 1
		}
		before = substr(line, 1, RSTART - 1)
		line = substr(line, RSTART + RLENGTH)
		out = out before (set == "logged" ? logged(template) : list(set, template))
	}
	return out line
}

function list(set, template,	i, out) {
	for (i = 1; i <= count[set]; i++)
		out = out (i > 1 ? ", " : "") fill(template, column[set, i], sql_type[set, i], i - 1)
	return out
}

function fill(template, name, type, nth,	n) {
	gsub(/%/, name, template)
	while (match(template, /\$[0-9]+::\?/)) {
		n = substr(template, RSTART + 1, RLENGTH - 4) + nth
		template = substr(template, 1, RSTART - 1) "$" n "::" type substr(template, RSTART + RLENGTH)
	}
	return template
}

# As object_log.c has it.
function logged(attrs,	words) {
	words = secrets
	sub(/^secret /, "", words)
	gsub(/[" ]/, "", words)
	gsub(/,/, "|", words)
	return "(SELECT jsonb_object_agg(m.key, CASE WHEN m.key LIKE '%/%' AND m.key ~* '" words \
		"' THEN '\"(secret)\"' ELSE m.value END) FROM jsonb_each(" attrs ") m)"
}
