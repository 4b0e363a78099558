#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# check.t - provdb check finds every broken rule: one damage by hand for each, and it is named
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1 -N acme
context 2 -N Other -L other.example
user 1 anna -a second@c1.example
user 1 bert
sql "INSERT INTO prov.groups (cid, gid, name, login, display_name, changed) VALUES (1, 2, 'sales', 'sales', 'Sales', now());
	UPDATE prov.context SET next_gid = 3, next_rid = 2 WHERE cid = 1;
	INSERT INTO prov.member VALUES (1, 2, 3);
	INSERT INTO prov.resource VALUES (1, 1, 'beamer', 'beamer', 'Beamer', 'beamer@c1.example', true, NULL, now(),
		'beamer@c1.example', 'thing', 1);
	INSERT INTO prov.address VALUES (1, 'beamer@c1.example', 'r', 1)"
check_clean 'nothing is wrong at first'
: >"$TMP/found"

# damage CHECK RULE ROW SQL: each stands alone, the tables are put back after it.
sql "CREATE SCHEMA saved;
	DO \$\$ DECLARE t text; BEGIN
		FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'prov' LOOP
			EXECUTE format('CREATE TABLE saved.%1\$I AS TABLE prov.%1\$I', t);
		END LOOP;
	END \$\$"
damage() {
	file=$1 rule=$2 row=$3
	sql "$4" || bail "$4"
	run provdb check --csv
	if [ "$status" = 106 ] && grep -qF "\"$rule\",\"$row\"," "$TMP/out"; then
		pass "$file: $rule, $row"
		echo "$file" >>"$TMP/found"
	else
		flunk "$file: $rule, $row" "exit status $status" && show_output
	fi
	sql "DO \$\$ DECLARE t text; BEGIN
			FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'saved' LOOP
				EXECUTE format('DELETE FROM prov.%I', t);
				EXECUTE format('INSERT INTO prov.%1\$I SELECT * FROM saved.%1\$I', t);
			END LOOP;
		END \$\$"
}

damage c1_mapping C1 'context 1' "DELETE FROM prov.login_name WHERE name = '1'"
damage c1_mapping C1 'context 2' "DELETE FROM prov.login_name WHERE name = 'other'"
damage c1_orphan C1 'login name gone' "INSERT INTO prov.login_name VALUES ('gone', 77)"
damage c1_orphan C1 'login name UPPER' "INSERT INTO prov.login_name VALUES ('UPPER', 1)"
damage context C2 'context 2' 'DELETE FROM prov.users WHERE cid = 2 AND uid = 2'
damage context C2 'context 2' 'DELETE FROM prov.groups WHERE cid = 2 AND gid = 1'
damage context C5 'users of context 1' 'DELETE FROM prov.context WHERE cid = 1'
damage context C5 'addresses of context 7' "INSERT INTO prov.address VALUES (7, 'a@b', 'u', 3)"
damage context C5 'members of context 7' 'INSERT INTO prov.member VALUES (7, 2, 3)'
damage context C5 'handovers of context 7' 'INSERT INTO prov.handover VALUES (7, 3, 2, now())'
damage context C5 'catch-alls of context 7' "INSERT INTO prov.catchall VALUES (7, 'a.example', 3)"
damage context C5 'one-time logins of context 7' "INSERT INTO prov.one_time VALUES (7, 'x', 3, now())"
damage context C5 'sessions of context 7' "INSERT INTO prov.web_session VALUES (7, 'x', 3, 'y', now())"
damage c6_catchall C6 'catch-all of other.example in context 2' "INSERT INTO prov.catchall VALUES (2, 'other.example', 77)"
damage c6_catchall C6 'catch-all of other.example in context 1' "INSERT INTO prov.catchall VALUES (1, 'other.example', 3)"
damage c6_catchall C6 'catch-all of acme in context 1' "INSERT INTO prov.catchall VALUES (1, 'acme', 3)"
damage m5_installation M5 'the installation' "INSERT INTO prov.installation VALUES ('installation', '{-imap}')"
damage user M5 'user 3 in context 1' "UPDATE prov.users SET capabilities = '{b,a}' WHERE cid = 1 AND uid = 3"
damage user M5 'user 3 in context 1' "UPDATE prov.users SET capabilities = '{a,-a}' WHERE cid = 1 AND uid = 3"
damage m5_capability M5 'context 1' "UPDATE prov.context SET capabilities = '{Drive}' WHERE cid = 1"
damage m5_capability M5 'context 1' "UPDATE prov.context SET capabilities = '{}' WHERE cid = 1"
damage e2_counter E2 'context 1' 'UPDATE prov.context SET change_seq = 1 WHERE cid = 1'
damage e2_secret E2 'change 1 of context 1' "UPDATE prov.change_log SET after = '{\"password\": \"{CRYPT}\$y\$x\"}'
	WHERE cid = 1 AND seq = 1"
damage n1_cursor N1 'context 1' "INSERT INTO prov.notify_state (name, since, delivered, size, tries) VALUES ('x', now(), 0, 1, 0);
	INSERT INTO prov.notify_cursor VALUES (1, 'x', 1000000)"
damage n1_known N1 'deliverer y' "INSERT INTO prov.notify_cursor VALUES (1, 'y', 1)"
damage n1_known N1 'deliverer z' "INSERT INTO prov.notify_aside VALUES (1, 'z', 1, now(), 1, now(), 'exit status 1')"
# Values of E4 and U3 are judged by the rules of the commands; DR2, DR3, DR4, DR5, DR6, DR7, DR19 are what older versions let in.
user3="WHERE cid = 1 AND uid = 3"
for name in .. --help 'a b ' ' a' "an\u200bna" "anna\u00a0" "ju\u0308rgen" "\ue000" ''; do
	damage user E4 'user 3 in context 1' "UPDATE prov.users SET name = E'$name', login = E'$name' $user3"
done
damage e4_name E4 'group 2 in context 1' "UPDATE prov.groups SET name = '-x', login = '-x' WHERE cid = 1 AND gid = 2"
damage e4_name E4 'resource 1 in context 1' "UPDATE prov.resource SET name = '..', login = '..' WHERE cid = 1"
for name in "\u202eA" ' ' "\u00a0" "A  B" " A" "A\u00a0B" "Ju\u0308rgen" "A\nB" "A\u2028B"; do
	damage user E4 'user 3 in context 1' "UPDATE prov.users SET display_name = E'$name' $user3"
done
damage user E4 'user 3 in context 1' "UPDATE prov.users SET given_name = E'A\u200b' $user3"
damage user E4 'user 3 in context 1' "UPDATE prov.users SET sur_name = E'A\u200b' $user3"
damage e4_line E4 'group 2 in context 1' "UPDATE prov.groups SET display_name = E'A\u200b' WHERE cid = 1 AND gid = 2"
damage user E4 'user 3 in context 1' "UPDATE prov.users SET attrs = jsonb_build_object('note', E'u\u0308') $user3"
damage e4_nfc E4 'group 2 in context 1' "UPDATE prov.groups SET description = E'u\u0308' WHERE cid = 1 AND gid = 2"
damage e4_nfc E4 'resource 1 in context 1' "UPDATE prov.resource SET description = E'u\u0308' WHERE cid = 1"
damage e4_line E4 'resource 1 in context 1' "UPDATE prov.resource SET display_name = E'A\u200b' WHERE cid = 1"
for name in .. -a "a\u200b" "mu\u0308ller" "m\u00fcller.example"; do
	damage e4_context E4 'context 2' "UPDATE prov.context SET name = E'$name' WHERE cid = 2"
	damage e4_context E4 'login name of context 2' "UPDATE prov.login_name SET name = E'$name' WHERE name = 'other.example'"
done
for mail in "a@b.example\u00a0" "a\u200b@b.example" '*@b.example' '@b.example' a@b-.example a@b_c.example a@xn--ls8h.example \
	"ju\u0308rgen@b.example" nonsense "$(printf '%065d' 0)@b.example"; do
	damage user U3 'user 3 in context 1' "UPDATE prov.users SET aliases = array_append(aliases, E'$mail') $user3"
	damage user U3 'user 3 in context 1' "UPDATE prov.users SET attrs = jsonb_build_object('email2', E'$mail') $user3"
done
damage u3_address U3 'group 2 in context 1' "UPDATE prov.groups SET mail = 'a@b-' WHERE cid = 1 AND gid = 2"
damage u3_address U3 'resource 1 in context 1' "UPDATE prov.resource SET mail = 'a@b-' WHERE cid = 1"
damage user U3 'user 3 in context 1' "UPDATE prov.users SET mail = 'a+b@c1.example' $user3"
damage user U3 'user 3 in context 1' "UPDATE prov.users SET mail = 'a+b@c1.example', source = 'x' $user3"
# DR9
damage u3_elsewhere U3 '1 addresses of context 1' "INSERT INTO prov.login_name VALUES ('c1.example', 2);
	DELETE FROM prov.address WHERE address <> (SELECT min(address) FROM prov.address WHERE cid = 1)"
damage u3_delimiter U3 'group 2 in context 1' "UPDATE prov.groups SET mail = 'a+b@c1.example' WHERE cid = 1 AND gid = 2"
damage u3_delimiter U3 'resource 1 in context 1' "UPDATE prov.resource SET mail = 'a+b@c1.example' WHERE cid = 1"
damage g1_member G1 'member 77 of group 2 in context 1' 'INSERT INTO prov.member VALUES (1, 2, 77)'
damage g1_member G1 'member 3 of group 9 in context 1' 'INSERT INTO prov.member VALUES (1, 9, 3)'
damage g1_member G1 'member 3 of group 1 in context 1' 'INSERT INTO prov.member VALUES (1, 1, 3)'
damage g3_recipient G3 'group 1 in context 1' "UPDATE prov.groups SET mail = 'all@c1.example', address = 'all@c1.example'
	WHERE cid = 1 AND gid = 1; UPDATE prov.users SET address = 'anna@c1.example' WHERE cid = 1 AND uid = 4"
damage context L1 'context 1' 'UPDATE prov.context SET licensed = 7 WHERE cid = 1'
damage g2_login G2 'group 2 in context 1' "UPDATE prov.groups SET name = 'Vertrieb' WHERE cid = 1 AND gid = 2"
damage g2_login G2 'resource 1 in context 1' "UPDATE prov.resource SET login = 'Beamer' WHERE cid = 1 AND rid = 1"
damage s1_key S1 'source corp, key k' "UPDATE prov.users SET source = 'corp', source_key = 'k' WHERE cid = 1 AND uid IN (3, 4)"
stored="INSERT INTO prov.source_state (name, run, at, read_users, read_groups, groups_digest, members_ignored, runs)
		VALUES ('corp', gen_random_uuid(), now(), 2, 1, 1, 0, 1);
	UPDATE prov.users SET source = 'corp', source_key = uid::text WHERE cid = 1 AND uid IN (3, 4);
	UPDATE prov.groups SET source = 'corp', source_key = 'g' WHERE cid = 1 AND gid = 2;
	INSERT INTO prov.sync_group VALUES ('corp', 'g', 1, 1, 'cn=g'); INSERT INTO prov.sync_member VALUES ('corp', 'g', 1, '{3}', false)"
sql "$stored"
check_clean 'S3: nothing is wrong with what a source has of its groups'
sql "DELETE FROM prov.source_state; DELETE FROM prov.sync_group; DELETE FROM prov.sync_member;
	UPDATE prov.users SET source = NULL, source_key = NULL; UPDATE prov.groups SET source = NULL, source_key = NULL"
damage s3_group S3 'group g of source corp' "$stored; DELETE FROM prov.member"
damage s3_group S3 'group g of source corp' "$stored; INSERT INTO prov.member VALUES (1, 2, 4)"
damage s3_group S3 'group g of source corp' "$stored; UPDATE prov.sync_member SET hidden = true"
damage s3_group S3 'group g of source corp' "$stored; UPDATE prov.sync_member SET context = 2"
damage s3_group S3 'group g of source corp' "$stored; DELETE FROM prov.sync_group"
damage s3_group S3 'group h of source corp' "$stored; INSERT INTO prov.sync_nest VALUES ('corp', 'h', 'g')"
damage user U1 'user 3 in context 1' "UPDATE prov.users SET login = 'Anna' WHERE cid = 1 AND uid = 3"
damage u3_claimed U3 'user 3 in context 1' "DELETE FROM prov.address WHERE address = 'second@c1.example'"
damage u3_claimed U3 'user 3 in context 1' "UPDATE prov.address SET address = 'third@c1.example' WHERE address = 'second@c1.example'"
damage u3_claimed U3 'user 3 in context 1' "UPDATE prov.address SET owner = 4 WHERE address = 'second@c1.example'"
damage u3_claimed U3 'user 4 in context 1' "INSERT INTO prov.address VALUES (1, 'more@c1.example', 'u', 4)"
damage u3_named U3 'group 2 in context 1' "UPDATE prov.groups SET mail = 's@c1.example', address = 's@c1.example' WHERE gid = 2"
damage u3_named U3 'group 2 in context 1' "INSERT INTO prov.address VALUES (1, 's@c1.example', 'g', 2)"
damage u3_named U3 'resource 1 in context 1' "UPDATE prov.resource SET mail = NULL"
damage u3_named U3 'resource 1 in context 1' "UPDATE prov.resource SET address = 'b@c1.example'"
damage u3_named U3 'resource 1 in context 1' "UPDATE prov.resource SET mail = 'b@c1.example'"
damage u3_named U3 'resource 1 in context 1' "INSERT INTO prov.address VALUES (1, 'b@c1.example', 'r', 1)"
damage u3_owner U3 'address x@y in context 1' "INSERT INTO prov.address VALUES (1, 'x@y', 'u', 77)"
damage u3_owner U3 'address x@y in context 1' "INSERT INTO prov.address VALUES (1, 'x@y', 'g', 77)"
damage u3_owner U3 'address x@y in context 1' "INSERT INTO prov.address VALUES (1, 'x@y', 'r', 77)"
# DR20
damage user U3 'user 3 in context 1' "UPDATE prov.users SET address = upper(address) WHERE cid = 1 AND uid = 3"
damage user U3 'user 3 in context 1' "UPDATE prov.users SET address = NULL WHERE cid = 1 AND uid = 3"
damage user U3 'user 3 in context 1' "UPDATE prov.users SET address = 'second@c1.example' WHERE cid = 1 AND uid = 3"
damage user U3 'user 3 in context 1' "UPDATE prov.users SET mail = 'other@c1.example' WHERE cid = 1 AND uid = 3"
damage user U3 'user 3 in context 1' "UPDATE prov.users SET aliases = aliases || 'Second@c1.example'::text $user3"
damage user U3 'user 3 in context 1' "UPDATE prov.users SET aliases = ARRAY[mail, upper(mail)] $user3; DELETE FROM prov.address
	WHERE address = 'second@c1.example'"
# Beyond ASCII the claim of the primary address is compared as it is stored.
damage u3_claimed U3 'user 3 in context 1' "UPDATE prov.users SET mail = 'ö@c1.example', address = 'ö@c1.example',
	aliases = '{ö@c1.example,second@c1.example}' $user3; UPDATE prov.address SET address = 'x@c1.example' WHERE address = 'anna@c1.example'"
damage context U4 'context 1' 'UPDATE prov.context SET next_uid = 4 WHERE cid = 1'
damage context U4 'context 1' 'UPDATE prov.context SET next_gid = 2 WHERE cid = 1'
damage context U4 'context 1' 'UPDATE prov.context SET next_rid = 1 WHERE cid = 1'
damage p1_count P1 'filestore 1' "INSERT INTO prov.placement VALUES ('filestore', 1, 'file:/a', 10, 1)"
damage p1_count P1 'database 2' "INSERT INTO prov.placement VALUES ('database', 2, 'db', 10, 0); UPDATE prov.context SET database_id = 2 WHERE cid = 1"
damage p1_record P1 'context 2' "UPDATE prov.context SET filestore_id = 7 WHERE cid = 2"
damage user U6 'user 3 in context 1' "UPDATE prov.users SET password = 'secret' WHERE cid = 1 AND uid = 3"
damage u6_hash U6 'master boss' "INSERT INTO prov.master VALUES ('boss', 'secret')"
# DR18
damage u7_login U7 'user 3 in context 1' "INSERT INTO prov.login_name VALUES ('c1.example', 1);
	UPDATE prov.users SET login = 'second', name = 'second' WHERE cid = 1 AND uid = 4"
damage u7_login U7 'resource 1 in context 1' "INSERT INTO prov.login_name VALUES ('c1.example', 1);
	UPDATE prov.users SET login = 'beamer', name = 'beamer' WHERE cid = 1 AND uid = 4"
damage u7_name U7 'login name 2' "UPDATE prov.login_name SET cid = 1 WHERE name = '2'"

# Where SOGo is used.
use_sogo
damage k1_key K1 c1u3 "DELETE FROM prov.sogo_key WHERE c_uid = 'c1u3'"
sql "INSERT INTO prov.sogo_key (cid, c_uid, kind, owner, shown) VALUES (7, 'c7u3', 'u', 3, true)"
damage k1_key K1 c7u3 'SELECT 1'
"$B/tests/tool/queries" --script sql/setup/sogo_remove.sql | sql_session -1 >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"

sort -u "$TMP/found" >"$TMP/tried"
"$B/tests/tool/queries" --checks | sed 's/\.sql$//' | sort >"$TMP/checks"
is "$(comm -13 "$TMP/tried" "$TMP/checks")" '' 'every check has found something'

check_clean "all is as before"

# How it is told.
sql "UPDATE prov.users SET login = 'Anna' WHERE cid = 1 AND uid = 3"
fails 106 'a broken rule' provdb check
stderr_has '1 rows break a rule'
is "$(sed 's/ *$//' "$TMP/out")" "$(printf '%s\n' 'rule row                 problem                             mend level' \
	'U1   user 3 in context 1 login is not the name in lower case      error')" 'as table'
fails 106 'as JSON' provdb check --json
is "$(perl -MJSON::PP -0777 -ne '$c = decode_json($_)->[0]; print "$c->{rule}: $c->{row}: $c->{problem}"' "$TMP/out")" \
	'U1: user 3 in context 1: login is not the name in lower case' 'for machines'
sql "UPDATE prov.users SET login = 'anna', display_name = E'A\\u202e' WHERE cid = 1 AND uid = 3"
fails 106 'DR4: a hidden mark of direction' provdb check --json
is "$(perl -MJSON::PP -0777 -ne '$c = decode_json($_)->[0]; print "$c->{problem}: $c->{mend}"' "$TMP/out")" \
	'name "A<U+202E>" has an invisible character U+202E: changeuser -c 1 -i 3 -d NAME' 'is shown, and what would mend it'
sql "UPDATE prov.users SET source = 'corp' WHERE cid = 1 AND uid = 3"
fails 106 'of a directory' provdb check --csv
output_has '"its entry in the directory of source corp, then ldapsync"' 'it is mended there'
done_testing
