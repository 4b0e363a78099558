# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# manylib.sh - commands of all kinds, right and wrong, for tests that run many of them in one process, on top of
# clilib.sh

export HASH

# block N: what is done with two contexts, 2N+1 and 2N+2.
block() {
	awk -v c=$((2 * $1 + 1)) -v d=$((2 * $1 + 2)) '
	function admin(id) {
		return "-q 100 -u admin -d \"Admin " id "\" -g Ada -s Admin -e admin@c" id ".example " hash
	}
	function user(name) {
		return "-c " c " -u " name " -d \"User " name "\" -g Given -s Sur -e " name "@c" c ".example"
	}
	BEGIN { hash = "-p \047" ENVIRON["HASH"] "\047 --passwordmech HASH" }
	{ gsub(/HASH/, hash); gsub(/NAME/, "name" c); gsub(/LOGIN/, "-A admin -P secret") }
	{ gsub(/ADMIN_C/, admin(c)); gsub(/ADMIN_D/, admin(d)) }
	{ gsub(/ANNA/, user("anna")); gsub(/BERT/, user("Bert")); gsub(/CARL/, user("carl")) }
	{ gsub(/-c C/, "-c " c); gsub(/-c D/, "-c " d); gsub(/@cC/, "@c" c); print }' <<-'END'
		createcontext -c C -N NAME ADMIN_C
		createcontext -c C -N NAME ADMIN_C
		createcontext -c C ADMIN_C --if-not-exists
		createcontext -c D ADMIN_D --access-combination-name groupware_standard --lang fr_FR
		createuser ANNA HASH LOGIN
		createuser ANNA HASH
		createuser ANNA HASH --if-not-exists
		createuser BERT -p "a \"plain\" password" --access-calendar on --config/a.b=c --telephone_isdn 1 --capabilities-to-add drive,-chat --addguipreferences k=v
		createuser CARL HASH -a "carl@c.example, c2@c.example" --access-combination-name all --access-usm off
		createuser BERT -p x -A admin -P wrong
		createuser -c 99999 -u x -g x -s x -p x -e x@y.example
		createuser -c C -u "no such" HASH --givenname= --surname= -e nothing
		createuser -c C
		createuser --emial x
		createuser ANNA HASH --access-calendar maybe
		createuser -c x -u a -g b -s c -p d -e e@f.example
		changeuser -c C -u anna -x "Sales & more" --config/a.b=d --addguipreferences k=v LOGIN
		changeuser -c C -u anna --remove-config/a.b --department= --access-tasks on
		changeuser -c C -i 3 -u anna2 --mailenabled maybe
		changeuser -c C -u bert -e anna@cC.example
		changeuser -c C -u nobody -x y
		changeuser -c C -i 3 -u other -x y
		changeuser -c C
		listuser -c C
		listuser -c C --csv
		listuser -c C --json LOGIN
		listuser -c C -s "A*" -i
		listuser -c C -s "A*"
		listuser -c C -A admin -P wrong --json
		listuser -c 99999
		creategroup -c C -n Sales -d "Sales & more" -a "anna, 2" -e sales@cC.example -D "two  words" LOGIN
		creategroup -c C -n sales -d Sales
		creategroup -c C -n sales -d Sales --if-not-exists --json
		creategroup -c C -n other -d Other -a anna,nobody
		creategroup -c C -n "no!" -d Other
		creategroup -c C -d Other
		changegroup -c C -n sales -a bert,carl -r anna
		changegroup -c C -n sales -a bert
		changegroup -c C -i 2 -n verkauf --email= --json
		changegroup -c C -i 1 -a anna
		changegroup -c C -n nobody -d x
		deletegroup -c C -i 1
		deletegroup -c C -n nobody
		deletegroup -c C -n nobody --if-exists
		createresource -c C -n Room -d Room -e room@cC.example -a false
		createresource -c C -n room -d Room -e r2@cC.example
		createresource -c C -n other -d Room -e room@cC.example
		createresource -c C -n other -d Room -e r2@cC.example -a maybe
		changeresource -c C -n room -D text --email= LOGIN
		changeresource -c C -i 9 -D text
		listresource -c C
		listresource -c C --json
		listgroup -c C --json
		listgroup -c D LOGIN
		listcontext -s "NAME" --csv
		listcontext -s "nothing at all"
		getaccesscombinationnameforuser -c C -u carl
		getaccesscombinationnameforuser -c C -i 3 --json
		getaccesscombinationnameforuser -c C -i 99
		changeaccessglobal -f groupware_standard --access-usm on --dry-run
		changeaccessglobal -f nonsense --access-usm on
		usercopy -c D -d 99999 -u admin
		usercopy -c C -d C -u anna --json
		usercopy -c C -d 99999 -u carl
		listusersbyaliasdomain -c C -d c.example --csv
		listusersbyaliasdomain -c C -d no_domain
		changeaccessglobal -f pim -a pim_plus --json
		changeuser -c C -u carl --capabilities-to-add drive,-chat --gui/a=b
		changecontext -c C --capabilities-to-add text --config/a=b --quota-module task --quota-value 5
		getusercapabilities -c C -u carl
		getusercapabilities -c C -i 3 --json
		getcontextcapabilities -c C
		listquota -c C --csv
		getmoduleaccessforcontext -c C
		getmoduleaccessforcontext -N NAME --json
		getmoduleaccessforcontext -c D -N NAME
		changecontext -c C -N NAMEx -L x.c.example -q 7 --access-tasks on
		changecontext -c C -R x.c.example,C --dry-run
		changecontext -N NAMEx --access-combination-name pim --dry-run --json
		changecontext -c C -N NAME
		getmoduleaccessforcontext -N NAME --granted
		getaccesscombinationnameforcontext -N NAME
		getadminid -c C
		onetimelogin -c C -u anna
		onetimelogin -c C -u nobody LOGIN
		onetimelogin -c C -i 3 -A admin -P wrong
		onetimelogin -c C
		onetimelogin -c 99999 -u anna --json
		report -b 1
		existscontext -N NAMEx
		existscontext -c C --json
		disablecontext -c C -r 1
		listuser -c C LOGIN
		disableallcontexts --dry-run
		enablecontext -N NAME
		enableallcontexts --json
		deletecontext -c D --dry-run
		deletegroup -c C -n verkauf
		deleteresource -c C -n room
		deleteresource -c C -n room
		deleteuser -c C -u carl --reassign 3
		deleteuser -c C -u carl
		deleteuser -c C -u carl --if-exists
		deleteuser -c C -u admin
		deleteuser -c C -u anna --reassign 3 --no-reassign
		listuser --help
		createcontext --version
		provdb config --get database.timeout
		licence show /nowhere/at/all
		deletecontext -c D
		deletecontext -c D --if-exists
		deletecontext -c D
	END
}

# each_command NAME: every command of $TMP/list by a process of its own; what they print is in NAME.out and NAME.err, what they
# leave in NAME.rows.
each_command() {
	while read -r line; do
		eval "$line" </dev/null
		echo "exit status $?"
	done <"$TMP/list" >"$TMP/$1.out" 2>"$TMP/$1.err"
	content >"$TMP/$1.rows"
}

# Times, tokens and salts differ.
content() {
	dump | sed -E 's/[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.]+\+00/TIME/g; s/\$y\$[^",)]*/SALT/g
		s/[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}/TOKEN/g'
}

