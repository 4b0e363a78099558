# config.mk: what a packager edits

VERSION    = 0.1.0
SOVERSION  = 0

PREFIX     = /usr/local
BINDIR     = $(PREFIX)/bin
LIBDIR     = $(PREFIX)/lib
LIBEXECDIR = $(PREFIX)/libexec
INCLUDEDIR = $(PREFIX)/include
MANDIR     = $(PREFIX)/share/man
DATADIR    = $(PREFIX)/share
LOCALEDIR  = $(DATADIR)/locale
DOCDIR     = $(DATADIR)/doc/prov
UNITDIR    = $(PREFIX)/lib/systemd/system
SYSUSERSDIR = $(PREFIX)/lib/sysusers.d
TMPFILESDIR = $(PREFIX)/lib/tmpfiles.d
SYSCONFDIR = /etc
STATEDIR   = /var/lib

# Where PostgreSQL's own programs (initdb, pg_ctl, ...) live.
PG_BINDIR  = /usr/lib/postgresql/15/bin

# Who runs the private database when root makes it, unless database.os_user in prov.conf says otherwise.
DB_USER    = postgres

CC         = cc
CFLAGS     = -O2 -g
PKG_CONFIG = pkg-config
PKGS       = libpq ldap popt libconfig jansson libcrypt libcrypto libidn2
# Of provweb alone.
WEB_PKGS   = libmicrohttpd libsystemd popt
# Libraries that pkg-config does not know.
LIBS       = -lunistring -lcsv
