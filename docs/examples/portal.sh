#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# portal.sh - a page of a portal (CGI) that sends its user on to mail, logged in
#
# The web server has found out who it is and says so in REMOTE_USER, anna@acme.example, by whatever it uses: Kerberos, OpenID
# Connect, a certificate. PROV_CONTEXT is the context that the portal is for, PROV_SECRET a file with the password of its admin,
# which the web server's user alone may read.
set -u
PATH=${PATH:-/usr/bin:/bin}:/usr/libexec/prov:/usr/local/libexec/prov

fail() {	# STATUS TEXT
	printf 'Status: %s\r\nContent-Type: text/plain\r\nCache-Control: no-store\r\n\r\n%s\n' "$1" "$2"
	exit 0
}

user=${REMOTE_USER%%@*}
[ -n "$user" ] || fail '403 Forbidden' 'Nobody is logged in.'
# A link would do for a page of another site; who comes here by a button wants to go on.
[ "${REQUEST_METHOD-}" = POST ] || fail '405 Method Not Allowed' 'Please use the button of the portal.'
# The name is a part of one word, whatever is in it.
url=$(onetimelogin -c "$PROV_CONTEXT" --username="$user" -A admin --adminpass-file "$PROV_SECRET" 2>/dev/null) ||
	fail '503 Service Unavailable' 'Logging in to mail is not possible at the moment.'
printf 'Status: 303 See Other\r\nLocation: %s\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n\r\n' "$url"
