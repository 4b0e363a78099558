#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# portal.t - the examples of portals make a one-time login for who is logged in there, and for nobody else
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1
set_config 'web: { url = "https://mail.example.com"; };'
user 1 anna
user 1 bert
set_config 'web: { url = "https://mail.example.com"; }; auth: { required = true; };'
echo secret >"$TMP/secret" && chmod 600 "$TMP/secret"
export PROV_CONTEXT=1 PROV_SECRET="$TMP/secret"

shell() { env REQUEST_METHOD="$2" REMOTE_USER="$1" sh "$ROOT/docs/examples/portal.sh"; }
php_page() {
	env REDIRECT_STATUS=200 SCRIPT_FILENAME="$ROOT/docs/examples/portal.php" REQUEST_METHOD="$2" REMOTE_USER="$1" php-cgi -q
}
php=
if command -v php-cgi >/dev/null; then
	php=php_page
else
	diag 'no php-cgi: the page in PHP is not run'
fi

for page in shell $php; do
	ok "$page: anna presses the button" "$page" anna@acme.example POST
	token=$(tr -d '\r' <"$TMP/out" | sed -n 's|^Location: https://mail.example.com/login/once?t=||p')
	prints "3" "$page: and can log in, once" sql "SELECT uid FROM prov.one_time
		WHERE cid = 1 AND hash = '$(printf %s "$token" | sha256sum | cut -c 1-64)'"
	output_lacks secret
	n=$(sql 'SELECT count(*) FROM prov.one_time')
	for who in '' nobody --help '-i3' "anna' --json" 'anna -i 4'; do
		ok "$page: \"$who\"" "$page" "$who" POST
		output_lacks Location: "$page: has none"
	done
	ok "$page: a link" "$page" anna GET
	output_lacks Location: "$page: is no button"
	is "$(sql 'SELECT count(*) FROM prov.one_time')" "$n" "$page: nothing was made"
done
done_testing
