# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# tls.sh - certificates for the servers of a test, signed by authorities of its own, in $TMP
#
#	. "$TESTLIB/tls.sh"; authority known; certificate here IP:127.0.0.1
#	... $TMP/known.pem, $TMP/here.pem, $TMP/here.key ...

authority() {	# NAME
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$1" -keyout "$TMP/$1.key" \
		-out "$TMP/$1.pem" >/dev/null 2>&1 || bail "no authority $1"
}

certificate() {	# NAME SUBJECT_ALTERNATIVE_NAME, signed by the authority "known"
	openssl req -newkey rsa:2048 -nodes -subj "/CN=$1" -keyout "$TMP/$1.key" \
		-out "$TMP/$1.csr" >/dev/null 2>&1
	printf 'subjectAltName=%s\n' "$2" >"$TMP/$1.ext"
	openssl x509 -req -in "$TMP/$1.csr" -CA "$TMP/known.pem" -CAkey "$TMP/known.key" \
		-CAcreateserial -days "${3:-2}" -extfile "$TMP/$1.ext" -out "$TMP/$1.pem" \
		>/dev/null 2>&1 || bail "no certificate $1"
}

# dated NAME START END: for 127.0.0.1, valid from one day (YYYYMMDD) to another
dated() {
	certificate "$1" IP:127.0.0.1
	: >"$TMP/ca.index"
	printf '[a]\nnew_certs_dir=%s\ndatabase=%s\nrand_serial=yes\ndefault_md=sha256\npolicy=p\n[p]\nCN=supplied\n' \
		"$TMP" "$TMP/ca.index" >"$TMP/ca.conf"
	openssl ca -batch -config "$TMP/ca.conf" -name a -in "$TMP/$1.csr" -cert "$TMP/known.pem" \
		-keyfile "$TMP/known.key" -extfile "$TMP/$1.ext" -startdate "${2}000000Z" \
		-enddate "${3}000000Z" -notext -out "$TMP/$1.pem" >"$TMP/ca.log" 2>&1 ||
		bail "no certificate $1: $(cat "$TMP/ca.log")"
}
