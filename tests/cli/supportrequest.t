#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# supportrequest.t - a ticket and what goes with it: complete, in English, without secrets and personal data
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok supportrequest
use_database
folder=$TMP/tickets
settings() {	# what is in support: { }
	set_config "licence: { product = \"Suite\"; }; support: { folder = \"$folder\"; $1 };"
}
settings
context 1 -N Aardvark-Traders -L aardvark.example
user 1 quentin -x Marketing
user 1 wilhelmina
ok 'a group' creategroup -c 1 -n Zebrafish -d Zebrafish
say() {		# [OPTIONS]: everything that a ticket needs; the first of two options wins
	supportrequest "$@" --severity 2 --category synchronisation --subject 'ldapsync stops' --steps 'run ldapsync' \
		--current 'it stops' --expected 'it goes on' </dev/null
}
fails 104 'no key' say
stderr_has 'there is no support key'
licence keys add support SUP-4711 >"$TMP/made" || bail 'no key'

# --- what is missing, or cannot be ---
fails 104 'nothing is said' supportrequest
stderr_has 'a ticket needs --subject --category --severity --steps --current --expected'
fails 109 'a severity that is none' say --severity 5
fails 109 'a category that is none' say --category printing
fails 109 'a subject of two lines' say --subject "$(printf 'a\nb')"
fails 1 'a file that is not there' say --steps "@$TMP/none"
is "$(ls "$folder" 2>/dev/null)" '' 'nothing was written'

# --- a ticket ---
printf 'run ldapsync\nas quentin\nmail sue@elsewhere.example\n' >steps
printf 'ldapsync: error: Wilhelmina Sur <wilhelmina@c1.example>\npassword=geheim42 token: abc99 {CRYPT}$y$salt$hash\n' >cron.log
LC_ALL=de_DE.UTF-8 ok 'a ticket' say --steps "@$TMP/steps" --log "$TMP/cron.log" --gui-version 8.1 --track-id 77
stderr_has 'names or addresses in the ticket were replaced'
ticket=$(sed -n 1p "$TMP/out") attachment=$(sed -n 2p "$TMP/out")
is "$(stat -c %a "$folder" "$ticket" "$attachment" | xargs)" '700 600 600' 'for nobody else'
is "$(sed -n 's/:.*//p' "$ticket" | paste -sd /)" 'Support Key/Server/Server Version/Platform/GUI Version/Category/Severity/Track-ID/Product/Steps to Reproduce/Current Behaviour/Expected Behaviour/Subject' \
	'labels and order, in English'
is "$(grep -E '^(Support Key|Server|GUI Version|Category|Track-ID|Product):' "$ticket" | paste -sd /)" \
	'Support Key: SUP-4711/Server: prov/GUI Version: 8.1/Category: synchronisation/Track-ID: 77/Product: Suite' 'what it says'
is "$(grep '^Severity' "$ticket")" 'Severity: 2 (a main function does not work, and there is no way around it)' 'with what that means'
is "$(sed -n '/^Steps/,/^$/p' "$ticket" | sed 's/-[0-9]*>/>/' | xargs)" 'Steps to Reproduce: run ldapsync as <name> mail <address>' 'names and addresses are not in it'
for text in '===== prov status =====' 'PROV OK' '===== provdb check =====' '===== ldapsync --history =====' \
	'===== log --last 300 --fields' 'licence.product = Suite' 'createuser' 'password=(secret) token: (secret) (secret)'; do
	has "$attachment" "$text" "the attachment has: $text"
done
lacks "$attachment" '(exit status 111)' 'every program knew its words'
has "$attachment" 'ldapsync: error: <name-' 'names are numbers'

# --- no personal data, no secrets, also not in names of files ---
sql "SELECT DISTINCT lower(x) FROM (
	SELECT unnest(ARRAY[name, login, given_name, mail, split_part(mail, '@', 1)] || aliases) AS x FROM prov.users
	UNION ALL SELECT name FROM prov.context UNION ALL SELECT name FROM prov.login_name
	UNION ALL SELECT address FROM prov.address UNION ALL SELECT name FROM prov.groups WHERE gid <> 1) t
	WHERE length(x) > 3 AND lower(x) <> 'admin'" >secrets
is "$(grep -cx -e quentin -e aardvark-traders -e aardvark.example -e zebrafish secrets)" 4 'the list of what is personal has it'
is "$(grep -rhiowFf secrets "$folder" | sort -u | xargs)" '' 'no personal data'
is "$(grep -rhE 'geheim42|abc99|salt|rounds' "$folder")" '' 'no secrets'
find "$folder" -type f >names
is "$(grep -ciFf secrets names)" 0 'none in names of files'
ok 'with personal data' say --with-personal-data --log "$TMP/cron.log"
has "$(sed -n 2p "$TMP/out")" 'wilhelmina@c1.example' 'the attachment has it'
is "$(grep -cE 'geheim42|abc99|salt' "$(sed -n 2p "$TMP/out")")" 0 'but no secrets'
ok 'the ticket has none' say --with-personal-data --no-attachment --current 'quentin waits' --json
valid 'as its schema says' supportrequest "$TMP/out"
is "$(grep -rliF 'quentin waits' "$folder")" '' 'also then'

# --- by mail ---
cat >sendmail <<'END'
#!/bin/sh
echo "$*" >"${0%/*}/sent.args"
cat >"${0%/*}/sent.mail"
[ ! -e "${0%/*}/refuse" ] || { echo 'no route' >&2; exit 75; }
END
chmod +x sendmail
fails 104 'no address' say --send
settings "to = \"help@vendor.example\"; sendmail = \"$TMP/sendmail\";"
fails 109 'an address that is none' say --send --to nobody
ok 'sent' say --send --subject 'quentin cannot work'
is "$(cat sent.args)" '-t -i' 'by sendmail'
is "$(sed -n 's/^To: //p' sent.mail)/$(sed -n 's/^Subject: //p' sent.mail | sed 's/-[0-9]*>/>/')" 'help@vendor.example/[Severity 2] <name> cannot work' 'without names in the subject'
mail_part() {	# N
	/usr/bin/python3 -c 'import email, sys
parts = email.message_from_file(open(sys.argv[1])).get_payload()
sys.stdout.buffer.write(parts[int(sys.argv[2])].get_payload(decode=True))' "$TMP/sent.mail" "$1"
}
mail_part 0 >got
is "$(cmp got "$(sed -n 1p "$TMP/out")" && echo same)" same 'the ticket is the mail'
mail_part 1 >got
is "$(cmp got "$(sed -n 2p "$TMP/out")" && echo same)" same 'with its attachment'
is "$(grep -ciwFf secrets sent.mail)" 0 'no personal data in it'
touch refuse
fails 1 'mail that is refused' say --send
stderr_has 'it said: no route'
rm refuse
fails 104 'personal data wants a key' say --send --with-personal-data
stderr_has 'personal data is sent encrypted only'
fails 109 'a short id is no fingerprint' say --send --with-personal-data --gpg-key 4711ABCD
if command -v gpg >/dev/null; then
	GNUPGHOME=$TMP/gpg
	export GNUPGHOME
	mkdir -m 700 gpg
	gpg --batch --quiet --passphrase '' --quick-generate-key help@vendor.example default default never >gpg.log 2>&1 || bail "no key: $(cat gpg.log)"
	key=$(gpg --batch --with-colons --list-keys 2>/dev/null | sed -n 's/^fpr:*\([0-9A-F]*\):/\1/p' | head -n 1)
	ok 'encrypted' say --send --with-personal-data --log "$TMP/cron.log" --gpg-key "$key"
	mail_part 1 >got
	has got 'BEGIN PGP MESSAGE' 'the attachment is'
	gpg --batch --quiet --decrypt got >clear 2>/dev/null
	has clear 'wilhelmina@c1.example' 'for the one who has the key'
	fails 1 'a key that is not there' say --send --with-personal-data --gpg-key 0123456789012345678901234567890123456789
	gpgconf --kill all
else
	pass 'encrypted # SKIP no gpg'
fi

# --- what became of them ---
ok 'all of them' supportrequest --list --json
valid 'as its schema says' supportrequest_list "$TMP/out"
id=$(basename "$ticket" .txt)
prints "support request $id closed" 'one is closed' supportrequest --close "$id"
fails 103 'one that is not there' supportrequest --close nothing
fails 103 'a path is no id' supportrequest --close ../tickets/"$id"
silent 'nothing is old' supportrequest --clean
ok 'its attachment is there' test -e "$attachment"
closed() {	# DAYS: ago
	sed -i "s/\"closed\": \"[^\"]*\"/\"closed\": \"$(TZ=UTC date -d "$1 days ago" +%Y-%m-%dT%H:%M:%SZ)\"/" "$folder/$id.json"
}
closed 89
silent '89 days later' supportrequest --clean
closed 90
prints '1 attachments removed' '90 days later' supportrequest --clean
is "$(test -e "$attachment" || echo gone)/$(test -e "$ticket" && echo there)" gone/there 'it goes, the ticket stays'
prints '{"removed": 0}' 'once' supportrequest --clean --json

# --- on a terminal, in German ---
cat >terminal.py <<'END'
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
answers = [b'menus stay empty', b'8.2', b'other', b'3', b'', b'open a menu', b'', b'it is empty', b'', b'it is full', b'']
seen = b''
while True:
    try:
        data = os.read(fd, 1024)
    except OSError:
        break
    if not data:
        break
    seen += data
    while answers and (seen.rstrip(b' ').endswith(b':') or seen.endswith(b'\n') and b':\r\n' in seen[-200:] and answers[0] == b''
                       or seen.endswith(b':\r\n')):
        os.write(fd, answers.pop(0) + b'\n')
        seen += b'#'
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
END
LC_ALL=de_DE.UTF-8 ok 'asked for' /usr/bin/python3 terminal.py supportrequest --no-attachment
output_has 'Das Problem in einer Zeile, auf Englisch' 'in German'
newest=$(grep -l 'menus stay empty' "$folder"/*.txt)
is "$(sed -n '/^Current/,$p' "$newest" | xargs)" 'Current Behaviour: it is empty Expected Behaviour: it is full Subject: menus stay empty' 'and written in English'

# --- at three in the morning: the database is down ---
sed "s|host=[^ \"]*|host=$TMP/nowhere|" "$PROV_CONFIG" >"$TMP/down.conf"
PROV_CONFIG=$TMP/down.conf ok 'no database is no reason against a ticket' say --log "$TMP/cron.log" --severity 1
stderr_has 'so names cannot be told from other words'
attachment=$(sed -n 2p "$TMP/out")
has "$attachment" '===== provdb status =====' 'it has what names nobody'
lacks "$attachment" ldapsync: 'and no logs'
done_testing
