# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# servers.sh - private 389 Directory Servers and Samba domain controllers in a folder
#
# Like tests/lib/servers.sh. Both listen on 127.0.0.1, Samba on the port of LDAP itself (389), so it is
# for tests/directories/run, which has a network of its own.
#
#	ds389_create DIR SUFFIX; ds389_start DIR; ... ldap://127.0.0.1:3389 ...; ds389_stop DIR
#	ds389_tls DIR PORT CERTIFICATE AUTHORITY.pem [VERSION]	while it is stopped; CERTIFICATE.pem, CERTIFICATE.key
#	ad_tls DIR CERTIFICATE AUTHORITY.pem [VERSION]
#	ad_create DIR REALM; ad_start DIR; ... ldap://127.0.0.1 ...; ad_stop DIR

DIRECTORY_PASSWORD=Secret.123456	# of the manager; as complicated as Samba wants it

# 389 Directory Server refuses root. dscreate must find its folder's programs first.
as_dirsrv() {	# DIR CMD...
	dirsrv_home=$1
	shift
	setpriv --reuid=dirsrv --regid=dirsrv --clear-groups -- env HOME="$dirsrv_home" \
		PATH="$dirsrv_home/bin:/usr/sbin:/usr/bin:/sbin:/bin" "$@"
}

# A private prefix, with the paths of Debian in it, and the template that ds-root leaves out features of.
ds389_prefix() {
	mkdir -p "$1/bin"
	chown dirsrv:dirsrv "$1" "$1/bin"
	chmod 755 "$1"
	as_dirsrv "$1" /usr/sbin/dscreate ds-root "$1/root" "$1/bin" || return 1
	plugins=$(dpkg -L 389-ds-base 389-ds-base-libs | grep 'dirsrv/plugins$')
	sed -i "s|^lib_dir = .*|lib_dir = ${plugins%/dirsrv/plugins}|; s|^plugin_dir = .*|plugin_dir = $plugins|" \
		"$1/root/share/dirsrv/inf/defaults.inf" || return 1
	cp /usr/share/dirsrv/data/template-dse.ldif "$1/root/share/dirsrv/data/"
}

ds389_answers() {
	cat <<-END
		[general]
		config_version = 2
		full_machine_name = localhost.localdomain
		start = False
		strict_host_checking = False
		selinux = False
		systemd = False
		[slapd]
		instance_name = test
		port = 3389
		root_password = $DIRECTORY_PASSWORD
		self_sign_cert = False
		[backend-userroot]
		suffix = $1
		create_suffix_entry = True
		sample_entries = no
	END
}

ds389_create() {
	if ds389_prefix "$1" >"$1.create.log" 2>&1; then
		ds389_answers "$2" >"$1/answers.inf"
		chown dirsrv "$1/answers.inf"
		! (cd "$1" && as_dirsrv "$1" "$1/bin/dscreate" from-file answers.inf) \
			>>"$1.create.log" 2>&1 || return 0
	fi
	cat "$1.create.log" >&2
	return 1
}

ds389_start() {
	rm -f "$1/server.pid"
	(cd "$1" && exec setsid setpriv --reuid=dirsrv --regid=dirsrv --clear-groups -- \
		ns-slapd -D "$1/root/etc/dirsrv/slapd-test" -i "$1/server.pid" -d 0) \
		>"$1/log" 2>&1 3>&- &
	server_answers ldap://127.0.0.1:3389 "the server in $1"
}

ds389_stop() {
	stop_pid "$1/server.pid"
}

# dse.ldif has the lines of another certificate already, or those of none.
ds389_tls() {
	etc=$1/root/etc/dirsrv/slapd-test
	openssl pkcs12 -export -in "$3.pem" -inkey "$3.key" -name Server-Cert -passout pass: -out "$1/server.p12" || return 1
	certutil -F -d "$etc" -f "$etc/pwdfile.txt" -n Server-Cert 2>/dev/null || :
	certutil -A -d "$etc" -f "$etc/pwdfile.txt" -n authority -t CT,, -i "$4" || return 1
	pk12util -i "$1/server.p12" -d "$etc" -k "$etc/pwdfile.txt" -W '' || return 1
	sed -i -e '/^nsslapd-security:/d; /^nsslapd-require-secure-binds:/d; /^sslVersionM/d' \
		-e "s/^nsslapd-securePort: .*/nsslapd-securePort: $2\nnsslapd-security: on\nnsslapd-require-secure-binds: on/" \
		"$etc/dse.ldif" || return 1
	[ -z "$5" ] || sed -i "s/^cn: encryption/&\nsslVersionMin: TLS$5\nsslVersionMax: TLS$5/" "$etc/dse.ldif"
	chown -R dirsrv "$etc"
}

ad_create() {
	samba-tool domain provision --targetdir="$1" --realm="$2" --domain="${2%%.*}" \
		--adminpass="$DIRECTORY_PASSWORD" --server-role=dc --dns-backend=NONE \
		--backend-store=tdb --host-ip=127.0.0.1 >"$1.create.log" 2>&1 || {
		cat "$1.create.log" >&2
		return 1
	}
	cat >"$1/etc/smb.conf" <<-END
		[global]
		workgroup = ${2%%.*}
		realm = $2
		netbios name = DC
		server role = active directory domain controller
		server services = ldap
		interfaces = lo
		bind interfaces only = yes
		ldap server require strong auth = no
		private dir = $1/private
		state directory = $1/state
		cache directory = $1/cache
		lock directory = $1
		pid directory = $1/run
		ncalrpc dir = $1/ncalrpc
		binddns dir = $1/bind-dns
		logging = file
		log file = $1/log
		[sysvol]
		path = $1/state/sysvol
		read only = no
	END
	mkdir -p "$1/run"
}

# With TLS it takes no password in clear, as it is delivered.
ad_tls() {
	mkdir -p "$1/tls"
	install -m 600 "$2.key" "$1/tls/key.pem"
	install -m 644 "$2.pem" "$1/tls/cert.pem"
	install -m 644 "$3" "$1/tls/ca.pem"
	sed -i -e '/^ldap server require strong auth/d; /^tls /d; /^log level/d' \
		-e "s|^\[global\]|&\ntls keyfile = $1/tls/key.pem\ntls certfile = $1/tls/cert.pem\ntls cafile = $1/tls/ca.pem\nlog level = 0 auth_audit:3${4:+\ntls priority = NORMAL:-VERS-ALL:+VERS-TLS$4:%COMPAT}|" \
		"$1/etc/smb.conf"
}

ad_start() {
	samba -D -M single -s "$1/etc/smb.conf" >"$1/start.log" 2>&1 3>&- || {
		cat "$1/start.log" "$1/log" >&2
		return 1
	}
	server_answers ldap://127.0.0.1 "the server in $1"
}

ad_stop() {
	stop_pid "$1/run/samba.pid"
}
