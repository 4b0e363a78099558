#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# notify_dovecot.t - the deliverer for Dovecot: what it says to doveadm, and what a real Dovecot makes of it
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/notifylib.sh"

deliver=$B/bin/deliver/notify-dovecot
event() {	# OBJECT EVENT NAME...
	what=$1 event=$2
	shift 2
	printf '{"events":["%s"],"object":"%s","context":1,"key":"%s","names":[%s],"seq":1,"at":"x"}\n' "$event" "$what" \
		"$([ "$what" = context ] && echo c1 || echo c1u3)" \
		"$(printf '"%s",' "$@" | sed 's/,$//')"
}

# --- a doveadm that only says how it was called ---
export DOVEADM="$TMP/doveadm"
cat >"$DOVEADM" <<END
#!/bin/sh
echo "\$*" >>"$TMP/calls"
case \$* in
*who*) printf 'username\tproto\tpid\tip\nAnna@acme.example\timap\t1\t::1\nbert@acme.example\timap\t2\t::1\nc1u3\timap\t3\t::1\nc11u3\timap\t4\t::1\n' ;;
*kick*) exit \${KICK-0} ;;
esac
[ ! -e "$TMP/away" ] || exit 75
END
chmod 755 "$DOVEADM"
said() {	# WANT NAME [OPTION...]: with the events of $TMP/events
	said_want=$1 said_name=$2
	shift 2
	: >"$TMP/calls"
	ok "$said_name" "$deliver" "$@" <"$TMP/events"
	is "$(cat "$TMP/calls")" "$said_want" "$said_name: what is said"
}
event user password anna@acme anna@acme.example >"$TMP/events"
said '-c x auth cache flush anna@acme anna@acme.example c1u3
-c x -f tab who -1
-c x kick anna@acme.example
-c x kick c1u3' 'a new password: who has a session is kicked' -c x
event user addresses carl@acme.example anna@acme.example >"$TMP/events"
said 'auth cache flush carl@acme.example anna@acme.example c1u3' 'other addresses end no session'
event user disable carl@acme.example | sed s/c1u3/c1u4/ >"$TMP/events"
said 'auth cache flush carl@acme.example c1u4
-f tab who -1' 'who has no session is not kicked'
{ event user disable bert@acme.example && event user quota bert@acme.example; } >"$TMP/events"
said 'auth cache flush bert@acme.example c1u3
-f tab who -1
kick bert@acme.example
kick c1u3' 'each once'
KICK=67 said 'auth cache flush bert@acme.example c1u3
-f tab who -1
kick bert@acme.example
kick c1u3' 'who has gone meanwhile is no failure'
event context disable 1 acme acme.example >"$TMP/events"
said 'auth cache flush
-f tab who -1
kick anna@acme.example
kick bert@acme.example
kick c1u3' 'a context: all of its users'
event context quota 1 acme acme.example >"$TMP/events"
said 'auth cache flush' 'a quota of a context'
event group members all@acme.example >"$TMP/events"
said '' 'groups are nothing to Dovecot'
: >"$TMP/events"
said '' 'nothing'
n=0
while [ $n -lt 450 ]; do
	n=$((n + 1))
	event user modules "u$n@x.example"
done >"$TMP/events"
ok 'many' "$deliver" <"$TMP/events"
is "$(tail -n 5 "$TMP/calls" | awk '{ print NF }' | tr '\n' ' ')" '203 203 54 4 2 ' 'many in a few calls'
awk 'BEGIN { for (i = 1; i <= 2100; i++)
	printf "{\"events\":[\"profile\"],\"object\":\"user\",\"names\":[\"u%d@x.example\"]}\n", i }' >"$TMP/events"
said 'auth cache flush' 'very many: the whole cache'
: >"$TMP/away"
status_is 75 'a Dovecot that is away' "$deliver" <"$TMP/events"
rm "$TMP/away"
DOVEADM=$TMP/nothing status_is 69 'a doveadm that is not there' "$deliver" <"$TMP/events"
stderr_has 'nothing: No such file'
printf 'x\n' >"$TMP/events"
status_is 65 'what is no event' "$deliver" <"$TMP/events"
unset DOVEADM

# --- a real one ---
if [ "$(id -u)" != 0 ] || ! command -v dovecot >/dev/null || [ ! -x /usr/lib/dovecot/imap ]; then
	diag 'no Dovecot with IMAP here, or not root'
	done_testing
	exit 0
fi
D=$TMP/dovecot
mkdir "$D" "$D/base" "$D/state" "$D/mail"
chown nobody "$D/mail"
port=$(perl -MSocket -e 'socket(S, PF_INET, SOCK_STREAM, 0); bind(S, sockaddr_in(0, inet_aton("127.0.0.1")));
	print +(sockaddr_in(getsockname(S)))[0]')
cat >"$D/dovecot.conf" <<END
base_dir = $D/base
state_dir = $D/state
log_path = $D/log
ssl = no
disable_plaintext_auth = no
protocols = imap
listen = 127.0.0.1
mail_location = maildir:$D/mail/%u
auth_cache_size = 1M
auth_cache_ttl = 1 hour
passdb {
  driver = dict
  args = $D/dict.conf
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=$D/mail/%u
}
service imap-login {
  inet_listener imap {
    port = $port
  }
  inet_listener imaps {
    port = 0
  }
}
service auth {
  unix_listener auth-master {
    user = nobody
    mode = 0600
  }
}
service anvil {
  unix_listener anvil {
    user = nobody
    mode = 0600
  }
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
END
printf 'uri = file:%s\ndefault_pass_scheme = PLAIN\nkey passdb {\n  key = passdb/%%u\n  format = json\n}\npassdb_objects = passdb\n' \
	"$D/dict" >"$D/dict.conf"
password_is() {
	printf 'shared/passdb/anna@acme.example\n{"password":"%s"}\n' "$1" >"$D/dict.new" && mv "$D/dict.new" "$D/dict"
}
session() {	# PASSWORD FILE: stays in the background once it is in
	perl "$ROOT/tests/tool/imap_session.pl" "$port" anna@acme.example "$1" >"$2" 2>&1 &
	must_see "an answer in $2" grep -q . "$2"
}
password_is old
dovecot -c "$D/dovecot.conf" || bail "no Dovecot: $(cat "$D/log")"
trap 'doveadm -c "$D/dovecot.conf" stop; test_ended $?' EXIT
must_see 'Dovecot listens' perl -MIO::Socket::INET -e 'exit !IO::Socket::INET->new(PeerAddr => "127.0.0.1:'"$port"'")'

use_database
context 1 -L acme.example
createuser -c 1 -u anna -d Anna -g A -s A -p old -e anna@acme.example >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"
set_config "notify: { dovecot: { command = ( \"$HERE/notify-dovecot\", \"-c\", \"$D/dovecot.conf\" ); user = \"nobody\"; }; };"
cp "$deliver" "$HERE"
ok 'it begins' prov notify
session old "$TMP/first"
is "$(cat "$TMP/first")" in 'a session with the old password'
ok 'a new password' changeuser -c 1 -u anna -p new
password_is new
session old "$TMP/second"
is "$(head -n 1 "$TMP/second")" in 'Dovecot still has the old one in its cache'
ok 'Dovecot is told' prov notify
must_see 'the first session is ended' grep -qx closed "$TMP/first"
must_see 'and the second one' grep -qx closed "$TMP/second"
pass 'sessions are ended'
session old "$TMP/third"
is "$(cat "$TMP/third")" refused 'the old password is of no use any more'
session new "$TMP/fourth"
is "$(cat "$TMP/fourth")" in 'the new one is'
ok 'the context is suspended' disablecontext -c 1
ok 'Dovecot is told' prov notify
must_see 'the session is ended' grep -qx closed "$TMP/fourth"
pass 'the session of a user of a suspended context is ended'
ok 'Dovecot goes' doveadm -c "$D/dovecot.conf" stop
ok 'a change' changeuser -c 1 -u anna -p third
status_is 121 'which cannot be told' prov notify
stderr_has 'exit status 75'
dovecot -c "$D/dovecot.conf"
ok 'until it is there again' prov notify --retry
done_testing
