#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# packages.sh - installs the Debian packages that building and testing need, if any are missing
#
#	sh tests/lib/packages.sh [lint | directories | deb | servers | pooler]
#
# Nothing missing: nothing is asked, no network, done at once. Installing a server package must not
# give the user a server: no service is started (policy-rc.d says no meanwhile), no PostgreSQL
# cluster is created, slapd stays without configuration and is not started at boot. Whatever is
# changed for that on the machine is put back at the end, on errors and interrupts, too.
set -eu

packages='make gcc libc6-dev pkg-config libpq-dev libldap-dev libpopt-dev libconfig-dev
	libjansson-dev libcurl4-openssl-dev gettext gpg gpg-agent libcrypt-dev libssl-dev libidn2-dev libunistring-dev libcsv-dev libmicrohttpd-dev libsystemd-dev postgresql-15 slapd
	ldap-utils curl mandoc perl openssl python3-jsonschema g++'
lint_packages='clang-tidy cppcheck shellcheck'
directory_packages='samba samba-dsdb-modules samba-ad-provision samba-vfs-modules winbind ldb-tools
	389-ds-base python3-lib389 libnss3-tools iproute2 dovecot-imapd dovecot-pop3d dovecot-lmtpd dovecot-managesieved
	dovecot-pgsql dovecot-ldap'
deb_packages='debhelper dpkg-dev fakeroot lintian mmdebstrap mount util-linux'
pooler_packages='pgbouncer'
server_packages='ssl-cert dovecot-imapd dovecot-pop3d dovecot-lmtpd dovecot-managesieved dovecot-sieve dovecot-pgsql dovecot-ldap
	postfix postfix-pgsql sogo sogo-activesync memcached nginx-light util-linux
	chromium nftables iproute2 php-cgi pngquant'

policy=/usr/sbin/policy-rc.d
saved_policy=$policy.before-prov
cluster_dir=/etc/postgresql-common/createcluster.d
cluster_file=$cluster_dir/prov-build.conf
mark='# written by packages.sh of prov, removed when it ends'

missing_of() {
	for package in "$@"; do
		state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) || state=
		[ "$state" = installed ] || printf '%s\n' "$package"
	done
}

# Also mends what an earlier run left that was killed with SIGKILL.
put_back() {
	if [ -e "$policy" ] && grep -qF "$mark" "$policy" 2>/dev/null; then
		rm -f "$policy"
	fi
	if [ -e "$saved_policy" ] && [ ! -e "$policy" ]; then
		mv "$saved_policy" "$policy"
	fi
	if [ -e "$cluster_file" ]; then
		rm -f "$cluster_file"
		rmdir "$cluster_dir" /etc/postgresql-common 2>/dev/null || :
	fi
}

forbid_services() {
	if [ -e "$policy" ] || [ -L "$policy" ]; then
		mv "$policy" "$saved_policy"
	fi
	printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy"
	chmod 755 "$policy"
	mkdir -p "$cluster_dir"
	printf '%s\ncreate_main_cluster = false\n' "$mark" >"$cluster_file"
	case " $missing " in
	*' slapd '*) echo 'slapd slapd/no_configuration boolean true' | debconf-set-selections ;;
	esac
	case " $missing " in
	*' postfix '*) echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections ;;
	esac
}

get() {
	apt-get -q -y -o DPkg::Lock::Timeout=120 --no-install-recommends "$@"
}

install_missing() {
	export DEBIAN_FRONTEND=noninteractive
	# shellcheck disable=SC2086 # a list of words
	{
		get -s install $missing >/dev/null 2>&1 || get update
		# Old package lists name files that the mirror no longer has: once more with new ones.
		get install $missing </dev/null || { get update && get install $missing </dev/null; }
	}
	# only what came with packages that were missing: who ran it before goes on
	while read -r package services; do
		case " $missing " in
		*" $package "*) for service in $services; do update-rc.d "$service" disable; done ;;
		esac
	done <<-END
		slapd slapd
		samba smbd nmbd samba-ad-dc
		winbind winbind
		dovecot-imapd dovecot
		postfix postfix
		pgbouncer pgbouncer
		sogo sogo
		memcached memcached
		nginx-light nginx
	END
}

case ${1-} in
deb) packages="$packages $deb_packages" ;;
lint) packages="$packages $lint_packages" ;;
directories) packages="$packages $directory_packages" ;;
servers) packages="$packages $server_packages" ;;
pooler) packages="$packages $pooler_packages" ;;
esac
if ! command -v dpkg-query >/dev/null; then
	echo 'packages.sh: not a Debian system; please install what README.md lists' >&2
	exit 0
fi
# shellcheck disable=SC2086
missing=$(missing_of $packages | xargs)
if [ -z "$missing" ]; then
	if [ "$(id -u)" -eq 0 ]; then
		put_back
	fi
	exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
	if sudo -n true 2>/dev/null; then
		exec sudo -n sh "$0" "$@"
	fi
	echo "packages.sh: these packages are missing: $missing" >&2
	echo "packages.sh: please run: sudo sh $0 $*" >&2
	exit 1
fi

echo "packages.sh: installing $missing"
put_back
trap put_back EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
forbid_services
install_missing
