#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# licence: the whole circle: request, sign, verify, expire, wrong base, tampered, over the limit
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
program_ok licence
use_database

umask 077
for key in vendor other; do
	if ! openssl genrsa -out $key.pem 2048 2>keys.log ||
		! openssl rsa -in $key.pem -pubout -out $key.pub 2>keys.log; then
		bail "no keys: $(cat keys.log)"
	fi
done
base=dc=example,dc=com
settings="ldap: { base = \"$base\"; }; licence: { product = \"Suite\"; keys = ( \"$TMP/vendor.pub\" ); };"
set_config "$settings"

user() {	# NAME [OPTIONS]
	name=$1
	shift
	createuser -c 1 -u "$name" -d "$name" -g G -s "$name" -p secret -e "$name@example.com" "$@"
}

ok 'a context' createcontext -c 1 -N acme -u oxadmin -d Admin -g Ad -s Min -p secret \
	-e admin@example.com -q 100
fails 104 'BL9: a licence for nobody is not requested' licence request
stderr_has 'there are no users yet'
ok 'a user' user anna --access-combination-name premium
ok 'a second one' user bert

# --- request ---
ok 'request' licence request
output_has "Base DN:   $base"
output_has 'Product:   Suite'
output_has 'Contexts:  1 (1 enabled)'
output_has 'Users:     2'
output_has 'premium              1'
ok 'request --json' licence request --json
output_has '"base_dn": "dc=example,dc=com"'
output_has '"users": 2'
output_has '{"name": "premium", "modules":'
is "$(perl -MJSON::PP -0777 -ne 'print decode_json($_)->{contexts}' "$TMP/out")" 1 \
	'it is JSON'
ok 'request --ldif' licence request --ldif
cp "$TMP/out" request.ldif
output_has 'univentionLicenseUsers: 2'
lacks request.ldif univentionLicenseSignature 'it is not signed'
printf 'topsecret\n' >master.pw
sed 's/user=prov/user=postgres/' "$PROV_CONFIG" >owner.conf
ok 'a master admin' env PROV_CONFIG="$TMP/owner.conf" provdb master --password-file master.pw
fails 101 'a wrong password of the master' licence request -A oxadminmaster -P wrong
ok 'the right one' licence request -A oxadminmaster -P topsecret
fails 103 'an empty base DN is refused' licence request --base ''
fails 103 'no DN is refused' licence request --base example.com

printf 'database: { conninfo = "%s"; }; ldap: { base = "%s"; }; licence: { product = "unlimited"; };\n' \
	"$CONNINFO" "$base" >product.conf
fails 103 'BL1: a product that no licence can have is not requested' \
	env PROV_CONFIG="$TMP/product.conf" licence request --ldif
stderr_has licence.product
fails 1 'verify without a file and without a directory' \
	env LDAPNOINIT=1 PROV_CONFIG="$TMP/product.conf" licence verify
stderr_has 'hint: name a file, or set licence.file' 'says what may be named'

# --- what a request says besides, and without a database ---
ok 'BL9: a request has its day' licence request
output_has "Date:      $(date -u +%Y-)"
output_has 'Key id:    '
ok 'BL9: wanted are a number, a term and a product' licence request --users 500 --end-date 31.12.2030 \
	--product Big --type A,B --servers 2 --contact 'Anna Arndt <anna@example.com>' \
	--key-id 12345678-1234-1234-1234-1234567890ab
output_has 'Wanted:    Users 500'
output_has 'Wanted:    Valid until 31.12.2030'
output_has 'Contact:   Anna Arndt <anna@example.com>'
output_has 'Key id:    12345678-1234-1234-1234-1234567890ab'
output_has 'Wanted:    Type A'
output_has 'Wanted:    Type B'
output_lacks Contexts 'BL9: what is there is not counted then'
ok 'BL9: as JSON' licence request --json --users 500 --end-date 31.12.2030 --servers unlimited --type A,B \
	--contact Anna
is "$(perl -MJSON::PP -0777 -ne '$r = decode_json($_); $w = $r->{wanted};
	print "$w->{users} $w->{end_date} @{$w->{type}} $r->{contact} ", length $r->{key_id}, " ",
	"$w->{servers} ", exists $r->{users} ? 1 : 0, defined $r->{combinations} ? 1 : 0' "$TMP/out")" \
	'500 31.12.2030 A B Anna 36 unlimited 00' 'BL9: with its members'
ok 'BL9: as LDIF' licence request --ldif --users 500 --end-date 31.12.2030 --product Big --type A,B \
	--contact 'Anna Arndt' --key-id 12345678-1234-1234-1234-1234567890ab
cp "$TMP/out" wish.ldif
for line in 'Users: 500' 'EndDate: 31.12.2030' 'Product: Big' 'Type: A' 'Type: B' 'Servers: unlimited' \
	'KeyID: 12345678-1234-1234-1234-1234567890ab'; do
	has wish.ldif "univentionLicense$line" "BL9: $line"
done
has wish.ldif '# Contact:   Anna Arndt'
fails 103 'BL9: --users many' licence request --users many
for wrong in '--end-date 2030-12-31' '--key-id 5' '--support unlimited'; do
	# shellcheck disable=SC2086 # words
	fails 103 "BL9: $wrong" licence request --users 5 $wrong
	stderr_has 'hint: it is a ' "BL9: $wrong: what it has to be"
done
ok 'BL9: a term that is not wanted' licence request --users 5 --type ''
output_has 'Wanted:    Type (none)'
ok 'BL9: is not in the LDIF' licence request --ldif --users 5 --type ''
output_lacks univentionLicenseType
fails 103 'BL9: but it may be one that has to be there' licence request --users ''
fails 103 'BL9: what no licence can say is no request, in no format' licence request --json --users 5 \
	--type unlimited
nobody() {	# CMD...: on a host where nothing was made yet
	env -u PROV_CONFIG HOME="$TMP/fresh" PROV_HOME="$TMP/fresh/data" "$@"
}
mkdir fresh
fails 105 'BL9: without a database the users cannot be counted' nobody licence request --base dc=x
stderr_has '--users'
ok 'BL9: with what is wanted none is needed' nobody licence request --ldif --base dc=x --users 50
output_has 'univentionLicenseUsers: 50'
is "$(ls -A fresh)" '' 'BL9: and none is made'
escape=$(printf 'a\033[31m\nb')
ok 'BL13: control characters in a request' licence request --users 5 --contact "$escape" --base "dc=$escape"
output_has 'Contact:   a?[31m?b'
output_has 'Base DN:   dc=a\1B[31m\0Ab'
ok 'BL13: and in its comments' licence request --ldif --users 5 --contact "$escape" --base "dc=$escape"
output_has '# Contact:   a?[31m?b'
is "$(tr -d '\n' <"$TMP/out" | LC_ALL=C tr -d ' -~' | wc -c)" 0 'BL13: are none any more'
cp "$TMP/out" escaped.ldif

# --- sign ---
sign() {	# OPTIONS FILE: the first of repeated options wins
	timeout 300 licence sign "$@" --yes --key vendor.pem --users 3 --end-date unlimited --servers unlimited \
		--managed-clients unlimited --corporate-clients unlimited --virtual-desktop-users unlimited \
		--virtual-desktop-clients unlimited --support 0 --premium-support 0 --product Suite \
		--type Suite
}
ok 'sign' sign --users 3 request.ldif
cp "$TMP/out" good.ldif
output_has 'univentionLicenseUsers: 3'
output_has '# Valid until: unlimited'
has good.ldif univentionLicenseSignature 'it is signed'
ok 'sign reads standard input' sign <request.ldif
is "$(cmp "$TMP/out" good.ldif && echo same)" same 'the same terms give the same licence'
fails 104 'sign without key' licence sign --users 3 --end-date unlimited request.ldif
fails 104 'BL2: the seller says how many users' licence sign --key vendor.pem --end-date unlimited \
	request.ldif
fails 104 'BL2: and until when' licence sign --key vendor.pem --users 3 request.ldif
fails 1 'a key that is none' sign --key request.ldif request.ldif
chmod 644 other.pem
fails 1 'a key that others may read' sign --key other.pem request.ldif
chmod 600 other.pem
fails 103 'a wrong end date' sign --end-date 2030-01-01 request.ldif
fails 103 'a wrong number' sign --users many request.ldif

# What the customer wrote is not what is signed.
sed -e "s/^univentionLicenseBaseDN: .*/univentionLicenseBaseDN: UCS Core Edition/" \
	-e 's/^univentionLicensePremiumSupport: .*/univentionLicensePremiumSupport: 999/' \
	-e 's/^cn: .*/&\ndescription: hello/' request.ldif >forged.ldif
fails 103 "BL2: an edition's name is not taken from a request" licence sign --yes --key vendor.pem \
	--users 3 --end-date 31.12.2099 forged.ldif
stderr_has 'UCS Core Edition'
is "$(wc -c <"$TMP/out")" 0 'BL2: nothing is signed'
sed "s/^univentionLicenseBaseDN: .*/univentionLicenseBaseDN: $base/" forged.ldif >support.ldif
fails 103 'BL2: --yes signs nothing that only the request says' licence sign --yes --key vendor.pem \
	--users 3 --end-date 31.12.2099 --servers 5 support.ldif
stderr_has 'ManagedClients, CorporateClients'
stderr_has PremiumSupport
stderr_lacks Servers
ok 'BL2: with every term said, the request has only base DN and key id' sign support.ldif
output_has 'univentionLicensePremiumSupport: 0'
output_lacks description
fails 104 'BL2: without a terminal and without --yes nothing is signed' \
	setsid -w licence sign --key vendor.pem --users 3 --end-date 31.12.2099 support.ldif
stderr_has 'and --yes'
ask() {		# ANSWER: on a terminal of its own; what it shows is in the file shown
	rm -f asked.ldif
	echo "$1" | script -qec 'licence sign --key vendor.pem --users 3 --end-date 31.12.2099 \
		support.ldif >asked.ldif' /dev/null >shown
}
fails_asked() {
	ask "$1" || return 0
	return 1
}
ok 'BL2: on a terminal the terms are shown, and one may say no' fails_asked n
has shown 'Premium support:         999' 'BL2: with those that the customer wrote'
has shown 'As the request has it: Product, Type, Servers, ManagedClients' 'BL2: and named as such'
is "$(wc -c <asked.ldif)" 0 'BL2: no signs nothing'
ok 'BL2: no answer is no' fails_asked ''
ok 'BL2: or yes' ask y
ok 'BL2: and that is signed' licence verify asked.ldif
output_has 'Premium support:         999'
ok 'BL2: an edition is for the seller to say' sign --base 'UCS Core Edition' forged.ldif
cp "$TMP/out" edition.ldif
ok 'BL2: it is good here' licence verify edition.ldif

ok 'BL13: such a base DN can be signed' sign escaped.ldif
is "$(tr -d '\n' <"$TMP/out" | LC_ALL=C tr -d ' -~' | wc -c)" 0 'BL13: with clean comments'
printf 'dn:: %s\n' "$(printf 'cn=a\033b' | base64)" >escape.ldif
sed 1,/^dn:/d good.ldif >>escape.ldif
fails 103 'BL13: an entry whose DN is no text' licence show escape.ldif
ok 'BL9: the terms of a wish' sign --users 500 --end-date 31.12.2030 wish.ldif
output_has 'univentionLicenseKeyID: 12345678-1234-1234-1234-1234567890ab'

# Any other program agrees about payload and signature.
payload() {
	sed -n 's/^univentionLicense\([A-Za-z]*\): \(.*\)/\1 \2/p' "$1" | grep -v '^Signature ' |
		LC_ALL=C sort | sed 's/^[^ ]* //'
}
payload good.ldif >signed
sed -n 's/^univentionLicenseSignature: //p' good.ldif | base64 -d >signature
ok 'openssl accepts the signature' openssl dgst -sha1 -verify vendor.pub -signature signature signed
sign_by_openssl() {	# FILE, with these values as they are
	payload "$1" >signed
	grep -v Signature "$1"
	printf 'univentionLicenseSignature: %s\n' "$(openssl dgst -sha1 -sign vendor.pem signed |
		base64 -w 0)"
}
sign_by_openssl good.ldif >openssl.ldif
ok 'and what openssl signed is good here' licence verify openssl.ldif

# --- show and verify ---
ok 'show' licence show good.ldif
output_has 'Licence version:         2'
output_lacks 'Result'
ok 'verify' licence verify good.ldif
output_has 'Signature good'
output_has 'Enabled users: 2'
output_has 'Result: 0'
ok 'verify --json' licence verify --json good.ldif
output_has '"result": 0'
output_has '"users": 3'
output_has '"servers": "unlimited"'
valid 'as tests/data/json/licence.json says' licence "$TMP/out"
ok 'verify from standard input' sh -c 'licence verify - <good.ldif'
ok 'verify from a pipe that somebody writes to' sh -c 'cat good.ldif | licence verify -'
ok 'verify from a pipe of the shell' bash -c 'licence verify <(sleep 0.1; cat good.ldif)'
ok 'with a key of its own' licence verify --key vendor.pub good.ldif
fails 65 'a signature by somebody else' licence verify --key other.pub good.ldif
stderr_has 'not from any of the configured keys'
fails 65 'not signed at all' licence verify request.ldif
stderr_has 'is not signed'
sed 's/^univentionLicenseUsers: 3/univentionLicenseUsers: 300/' good.ldif >tampered.ldif
fails 65 'a tampered number' licence verify tampered.ldif
output_has 'Result: 1'
# PF29: at midnight once more
until
	today=$(date -u +%d.%m.%Y) yesterday=$(date -u -d yesterday +%d.%m.%Y)
	sign --end-date "$today" request.ldif >today.ldif
	run licence verify today.ldif
	[ "$today" = "$(date -u +%d.%m.%Y)" ]
do :; done
check_status 0 'valid through the end date' || :
sign --end-date "$yesterday" request.ldif >expired.ldif
fails 66 'expired' licence verify expired.ldif
stderr_has "valid until $yesterday"
fails 68 'another base' licence verify --base dc=other good.ldif
stderr_has 'dc=other'
ok 'base without case and with blanks' licence verify --base 'DC=Example, DC=Com' good.ldif
sign --users 1 request.ldif >small.ldif
fails 80 'over the limit' licence verify small.ldif
stderr_has 'allows 1 users, and 2 are enabled'
ok 'users not counted' licence verify --no-users small.ldif
output_has 'Users not counted' 'BL8: it does not say that they are within the limit'
ok 'BL8: nor in JSON' licence verify --no-users --json small.ldif
output_lacks count_ok
valid 'PF21: what is not known is no member' licence "$TMP/out"
output_lacks enabled_users
fails 70 'expired and of another base' licence verify --base dc=other expired.ldif
output_has 'Result: 6'
cat good.ldif >two.ldif
{ echo; cat good.ldif; } >>two.ldif
fails 103 'two licences in a file' licence verify two.ldif
stderr_has 'more than one licence'
fails 103 'no licence in a file' licence verify /dev/null
stderr_has 'no licence'
fails 1 'no such file' licence verify missing.ldif
mkfifo pipe
fails 1 'BL3: nobody waits for a pipe that is named as a licence' timeout 300 licence verify pipe
stderr_has 'is a pipe, not a file'
fails 1 'BL3: or as a key' timeout 300 licence verify --key pipe good.ldif
chmod 600 pipe
fails 1 'BL3: or as one that is secret' sign --key pipe request.ldif
sed 's/$/\r/' good.ldif >dos.ldif
ok 'DOS line ends' licence verify dos.ldif
fold -w 60 good.ldif | awk 'NR > 1 && !/^#|^[A-Za-z]+: / { $0 = " " $0 } { print }' >folded.ldif
ok 'folded lines' licence verify folded.ldif
set_config "ldap: { base = \"$base\"; };"
fails 1 'no keys are configured' licence verify good.ldif
stderr_has licence.keys
fails 111 'an unknown action' licence renew
fails 104 'no action' licence

# --- version 1 ---
cat >v1.ldif <<END
dn: cn=admin,cn=license,cn=univention,$base
objectClass: univentionLicense
cn: admin
univentionLicenseAccounts: 2
univentionLicenseGroupwareAccounts: unlimited
univentionLicenseClients: 1000
univentionLicenseuniventionDesktops: 1000
univentionLicenseBaseDN: $base
univentionLicenseEndDate: 31.12.2099
univentionLicenseModule: admin
univentionLicenseType: UCS
univentionLicenseType: OXAE
END
set_config "$settings"
sign_by_openssl v1.ldif >v1.signed
ok 'a licence of version 1' licence verify v1.signed
output_has 'Licence version:         1'
output_has 'Type:                    UCS, OXAE'

fails 103 'BL2: licences of version 1 are not made' sign v1.ldif

# --- values that were moved to other names: the same text is signed ---
cat >few.ldif <<END
dn: cn=admin,cn=license,cn=univention,$base
objectClass: univentionLicense
cn: admin
univentionLicenseBaseDN: $base
univentionLicenseCorporateClients: unlimited
univentionLicenseEndDate: 01.01.2020
univentionLicenseUsers: 3
univentionLicenseVersion: 2
END
forges() {	# NAME FILE SED_SCRIPT: another licence with the same values in the same order
	sign_by_openssl "$2" >forged.before
	sed "$3" forged.before >forged.after
	payload forged.before >signed.before
	payload forged.after >signed.after
	ok "$1: the signed text is the same" cmp signed.before signed.after
	is "$(diff forged.before forged.after | grep -c '^>')" "$4" "$1: $4 values have other names"
	fails 103 "$1" licence verify forged.after
	sed '/Signature/d' forged.after >forged.request
	fails 103 "$1, to be signed" sign forged.request
}
forges 'BL1: a few values, and an end date that becomes a module' few.ldif \
	's/EndDate: 01/Module: 01/; s/CorporateClients: u/EndDate: u/' 2
sed -e '/KeyID/d; /Module/d; /Product/d; /Type/d; s/^\(univentionLicenseEndDate\): .*/\1: 01.01.2020/' good.ldif >all.ldif
forges 'BL1: all values, and a number that becomes the end date' all.ldif \
	's/EndDate: 01/Module: 01/; s/CorporateClients: u/EndDate: u/; s/ManagedClients: u/OEMProduct: u/' 3

# --- the clock: a day that was seen already ---
sign --end-date "$(date -u -d '+10 days' +%d.%m.%Y)" request.ldif >ends.ldif
ok 'BL8: ten days before the end' licence verify ends.ldif
stderr_has "licence: warning: the licence ends in"
output_has 'Days left: '
ok 'BL8: in JSON' licence verify --json ends.ldif
is "$(perl -MJSON::PP -0777 -ne '$l = decode_json($_);
	print $l->{days_left} =~ /^(9|10)$/ ? 1 : 0, $l->{clock_days_behind}' "$TMP/out")" 10 'BL8: it is a member'
ok 'BL8: one without end' licence verify --json good.ldif
output_lacks days_left
is "$(cat "$TMP/err")" '' 'BL8: warns of nothing'
is "$(sql "SELECT day > '2020-01-01' FROM prov.licence_clock")" t \
	'BL14: verify has noted the day'
sql "UPDATE prov.licence_clock SET day = '2001-01-01'"
sed 's/dbname=/options=-cdefault_transaction_read_only=on dbname=/' "$PROV_CONFIG" >reads.conf
ok 'BL14: where the database is read-only' env PROV_CONFIG="$TMP/reads.conf" licence verify good.ldif
is "$(cat "$TMP/err")" '' 'BL14: verify says nothing'
sql 'REVOKE UPDATE ON prov.licence_clock FROM prov'
ok 'BL14: or this may not be written' licence verify good.ldif
sql 'GRANT UPDATE ON prov.licence_clock TO prov'
is "$(sql 'SELECT day FROM prov.licence_clock')" 2001-01-01 'BL14: and notes nothing'
fails 105 'BL14: but reset-clock fails' env PROV_CONFIG="$TMP/reads.conf" licence reset-clock
ok 'BL14: where it may be written it is noted' licence verify good.ldif
sql "UPDATE prov.licence_clock SET day = day + 400"
is "$(sql "SELECT day > '2020-01-01' FROM prov.licence_clock")" t 'BL14: today'
ok 'BL14: a clock that was set back is a warning' licence verify good.ldif
stderr_has 'licence: warning: the clock is 4'
stderr_has 'reset-clock'
for zone in EAST-14 WEST+12; do
	run env TZ=$zone licence verify expired.ldif
	is "$status" 66 "BL14: TZ=$zone revives no licence"
	ok "BL14: and ends none" env TZ=$zone licence verify ends.ldif
done
ok 'BL14: without a database that is not known' licence verify --no-users good.ldif
is "$(cat "$TMP/err")" '' 'BL14: and nothing is said'
cp good.ldif future.ldif
touch -d '+400 days' future.ldif
ok 'BL14: a file that was written in the future' licence verify future.ldif
stderr_has 'behind the time at which the file was written: set it, or if that time is wrong, touch the file'
stderr_lacks reset-clock 'BL14: which would not help'
touch future.ldif
ok 'BL14: touch does, as long as no such day was seen' licence verify --no-users future.ldif
is "$(cat "$TMP/err")" '' 'BL14: and nothing is said'
fails 101 'BL14: reset-clock is for the master' licence reset-clock -A oxadminmaster -P wrong
ok 'BL14: reset-clock' licence reset-clock
ok 'BL14: takes the wrong day back' licence verify good.ldif
is "$(cat "$TMP/err")" '' 'BL14: and nothing is said any more'
is "$(sql "SELECT action || ' ' || kind || ' ' || (before->>'day' > after->>'day') FROM prov.change_log
	WHERE cid = 0 AND program = 'licence'")" 'change licence clock true' 'BL14: it is in the change log'
touch -d '+100 days' good.ldif
ok 'BL14: a licence that was written in the future' licence verify --no-users good.ldif
stderr_has 'licence: warning: the clock is'
touch good.ldif

# --- the configured licence ---
set_config "ldap: { base = \"$base\"; }; licence: { file = \"$TMP/small.ldif\"; keys = ( \"$TMP/vendor.pub\" ); };"
fails 80 'BL8: verify without FILE looks at licence.file' licence verify
ok 'BL8: so does show' licence show
output_has 'Users:                   1'
ok 'BL8: a file that is named comes before' licence verify good.ldif
set_config "ldap: { base = \"$base\"; }; licence: { file = \"$TMP/missing.ldif\"; keys = ( \"$TMP/vendor.pub\" ); };"
fails 1 'BL8: one that is not there is an error, not the directory' licence verify
stderr_has missing.ldif
ok 'BL9: but it may be requested' licence request
sign wish.ldif >keyed.ldif
set_config "ldap: { base = \"$base\"; }; licence: { file = \"$TMP/keyed.ldif\"; };"
ok 'BL9: the next one' licence request
output_has 'Key id:    12345678-1234-1234-1234-1234567890ab' 'BL9: has the key id of the present one'
rm -f pipe.ldif
mkfifo pipe.ldif
set_config "ldap: { base = \"$base\"; }; licence: { file = \"$TMP/pipe.ldif\"; keys = ( \"$TMP/vendor.pub\" ); };"
for action in verify show request; do
	fails 1 "BL13: a pipe as licence.file: $action" timeout 300 licence $action
	stderr_has 'is a pipe, not a file'
done

# --- the limit ---
set_limit() {
	set_config "ldap: { base = \"$base\"; }; licence: { file = \"$TMP/$1\"; keys = ( \"$TMP/vendor.pub\" ); };"
}
set_limit good.ldif
ok 'the third of three users' user carl
fails 103 'the fourth of three users' user dora
stderr_has 'the licence allows 3 enabled users and no more'
is "$(sql "SELECT count(*) FROM prov.users WHERE name = 'dora'")" 0 'nothing is left of it'
sql "UPDATE prov.licence_clock SET day = '2001-01-01'"
ok 'a disabled user needs no place' user dora --mailenabled false
is "$(sql 'SELECT day FROM prov.licence_clock')" 2001-01-01 'BL14: whoever adds nobody notes no day'
fails 103 'enabling it does' changeuser -c 1 -u dora --mailenabled true
stderr_has 'the licence allows 3 enabled users'
ok 'disabling another one' changeuser -c 1 -u carl --mailenabled false
ok 'makes room' changeuser -c 1 -u dora --mailenabled true
is "$(sql "SELECT day > '2020-01-01' FROM prov.licence_clock")" t \
	'BL14: whoever adds a user under a licence does'
ok 'what is enabled may be changed' changeuser -c 1 -u dora --mailenabled true -g Other
ok 'another context and its admin are free' createcontext -c 2 -N other -u oxadmin -d Admin \
	-g Ad -s Min -p secret -e admin@example.org -q 100
set_limit expired.ldif
fails 103 'an expired licence allows no new users' user emil
stderr_has "it was valid until $yesterday"
ok 'but changes to those there are' changeuser -c 1 -u dora -g Third
set_limit missing.ldif
fails 1 'a missing licence is an error' user emil
set_config "$settings"
ok 'no licence, no limit' user emil

# Two at once cannot both take the last place.
sign --users 5 request.ldif >five.ldif
set_limit five.ldif
for n in 1 2 3 4; do
	user "p$n" >/dev/null 2>&1 &
done
wait
is "$(sql 'SELECT count(*) FROM prov.users WHERE uid <> 2 AND enabled')" 5 \
	'four at once, one place'

# --- ldapsync: what exceeds the limit is rejected, the rest goes on ---
cat >people.ldif <<END
dn: $base
objectClass: organization
objectClass: dcObject
dc: example
o: x

END
for n in q r s t; do
	cat >>people.ldif <<-END
		dn: cn=$n,$base
		objectClass: inetOrgPerson
		cn: $n
		uid: $n
		givenName: $n
		sn: $n
		mail: $n@example.org

	END
done
start_slapd -n people -b "$base" -l people.ldif
sync_config() {	# LICENCE
	set_config "ldap: { uri = \"$LDAP_URI\"; base = \"$base\"; };
		licence: { file = \"$TMP/$1\"; keys = ( \"$TMP/vendor.pub\" ); };
		sync: { remind = 0; };
		source: { people: { profile = \"openldap\"; base = \"$base\"; context = \"other\"; groups = false; }; };"
}
enabled() {
	sql "SELECT count(*) FROM prov.users WHERE uid <> 2 AND enabled AND source_enabled AND cid = 2"
}
sign --users 7 request.ldif >seven.ldif
sign --users 8 request.ldif >eight.ldif
sync_config seven.ldif
fails 123 'ldapsync with two places for four users' ldapsync --source people
stderr_has 'the licence allows no more enabled users'
is "$(enabled)" 2 'two were taken'
sync_config eight.ldif
fails 123 'one place more' ldapsync --source people
is "$(enabled)" 3 'one more was taken'
sync_config expired.ldif
fails 123 'an expired licence' ldapsync --source people
stderr_has "it was valid until $yesterday"
is "$(enabled)" 3 'takes nobody, and drops nobody'
sync_config eight.ldif
ok 'a user less here' changeuser -c 1 -u dora --mailenabled false
ok 'makes room for the last one' ldapsync --source people
is "$(enabled)" 4 'all were taken'
fails 103 'now the platform is full' user fritz
stop_slapd people

# --- from the directory ---
tail -n +2 "$DATA/licence/schema.conf" >schema
cat >directory.ldif <<END
dn: $base
objectClass: organization
objectClass: dcObject
dc: example
o: x

dn: cn=univention,$base
objectClass: univentionDirectory
cn: univention

dn: cn=directory,cn=univention,$base
objectClass: univentionDirectory
cn: directory
univentionLicenseObject: cn=license,cn=univention,$base

dn: cn=license,cn=univention,$base
objectClass: univentionDirectory
cn: license

END
sed -e 's/^dn: cn=admin/dn: cn=old/; s/^cn: admin/cn: old/' expired.ldif >expired_old.ldif
{ cat directory.ldif expired_old.ldif; echo; cat eight.ldif; } >both.ldif
start_slapd -b "$base" -l both.ldif -g "$(cat schema)"
set_config "ldap: { uri = \"$LDAP_URI\"; base = \"$base\"; }; licence: { keys = ( \"$TMP/vendor.pub\" ); };"
ok 'the valid one of two in the directory' licence verify
output_has 'Users:                   8'
change_ldap <<END
dn: cn=admin,cn=license,cn=univention,$base
changetype: delete

END
fails 82 'only an expired one is left, for fewer users' licence verify
ok 'show from the directory' licence show
output_has "Valid until:             $yesterday"
change_ldap <<END
dn: cn=old,cn=license,cn=univention,$base
changetype: delete

END
fails 103 'none is left' licence verify
stderr_has 'the directory has no licence'
stop_slapd
fails 105 'the directory is down' licence show
for option in --help --version --environment; do
	ok "NC2: the exit status is the answer of a licence, and not of $option" licence verify "$TMP/none" $option
done
done_testing
