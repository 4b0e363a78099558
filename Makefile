# SPDX-License-Identifier: Apache-2.0
# The whole build, not recursive. `make help` lists the targets; config.mk has what a packager edits.
#
#	DEV=1	warnings are errors
#	SAN=1	address and undefined behaviour sanitizers (use with B=build-asan)
#	B=DIR	the folder for everything that is built
#	V=1	commands are shown in full
#	AGAIN=1	as that folder was built the last time

include config.mk

B ?= build
ifeq ($(AGAIN),1)
-include $(B)/said
endif

.DELETE_ON_ERROR:
.SUFFIXES:

# Goals that must work on a machine without the libraries: they install them and call make again.
bare_goals = help deps deb demo check check-long check-deb check-directories check-servers pictures check-failover check-asan torture lint bench bench-readers bench-growth bench-incremental bench-logins clean
ifneq ($(filter-out $(bare_goals),$(or $(MAKECMDGOALS),all)),)
ifneq ($(shell $(PKG_CONFIG) --exists $(PKGS) $(WEB_PKGS) libcurl 2>/dev/null && \
	$(CC) $(CPPFLAGS) -E -include uninorm.h -x c /dev/null >/dev/null 2>&1 && echo yes),yes)
$(error libraries (or pkg-config) are missing; please run: make deps)
endif
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PKGS))
PKG_LIBS   := $(shell $(PKG_CONFIG) --libs $(filter-out popt,$(PKGS))) $(LIBS)
endif

WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 \
       -Wwrite-strings -Wvla -Wundef -Wimplicit-fallthrough -Wpointer-arith
ifeq ($(DEV),1)
WARN += -Werror
endif
ifeq ($(SAN),1)
SAN_FLAGS = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

relative = $(shell realpath -sm --relative-to=$(1) $(2))
bin_from_libexec = $(call relative,$(LIBEXECDIR)/prov,$(BINDIR))
# What prov finds by its own place, as it is installed and in the tree.
libexec_from_bin = $(call relative,$(BINDIR),$(LIBEXECDIR)/prov)
locale_from_bin = $(call relative,$(BINDIR),$(LOCALEDIR))
DEFS = -DPROV_VERSION='"$(VERSION)"' -DPROV_PG_BINDIR='"$(PG_BINDIR)"' \
       -DPROV_SYSCONFDIR='"$(SYSCONFDIR)"' -DPROV_STATEDIR='"$(STATEDIR)"' \
       -DPROV_DB_USER='"$(DB_USER)"' -DPROV_LIBEXEC_FROM_BIN='"$(libexec_from_bin)"' \
       -DPROV_LOCALE_FROM_BIN='"$(locale_from_bin)"'
ALL_CPPFLAGS = -D_GNU_SOURCE -I. -Ilibprov -I$(B) -include libprov/base/banned.h $(DEFS) \
               $(PKG_CFLAGS) $(CPPFLAGS)
ALL_CFLAGS = -std=c11 -fPIC -fvisibility=hidden $(WARN) $(SAN_FLAGS) $(CFLAGS)

lib_src    := $(sort $(wildcard libprov/*/*.c sql/*.c ldap/*/*.c))
cli_src    := $(sort $(wildcard bin/*.c))
unit_src   := $(sort $(wildcard tests/unit/*.c))
tool_src   := $(sort $(wildcard tests/tool/*.c))
bench_src  := $(sort $(wildcard tests/bench/*.c))
queries    := $(sort $(wildcard sql/query/*/*.sql))
migrations := $(sort $(wildcard sql/migration/*.sql sql/setup/*.sql sql/view/*.sql) sql/distribute.sql)
server_src := $(sort $(wildcard libprov/model/server/*/*))
headers    := $(sort $(wildcard libprov/prov/*.h))
man_src    := $(sort $(wildcard docs/man/*.[1-8]))
man_parts  := $(sort $(wildcard docs/man/part/*.mdoc))

lib_obj    := $(lib_src:%.c=$(B)/%.o) $(B)/sql/queries.o $(B)/libprov/model/server/files.o
cli_obj    := $(cli_src:%.c=$(B)/%.o)
# Every command is a name of the one binary; some have a second one, which is a link to the page of the first.
other_names := ucr:univention-config-registry disableallcontexts:disableallcontext
first      = $(firstword $(subst :, ,$(1)))
second     = $(lastword $(subst :, ,$(1)))
names      := $(filter-out prov cli%,$(cli_src:bin/%.c=%)) $(foreach n,$(other_names),$(call second,$(n)))
links      := $(names:%=$(B)/bin/%)
# Commands of prov notify, which are told of events: programs of their own.
deliverers := $(patsubst %.c,$(B)/%,$(sort $(wildcard bin/deliver/*.c)))
deliver_obj := $(patsubst %.c,$(B)/%.o,$(sort $(wildcard bin/deliver/lib/*.c)))
# The service for people in the web, with libraries that no command needs.
web_obj    := $(patsubst %.c,$(B)/%.o,$(sort $(wildcard bin/web/*.c)))
# Programs of their own, so that no other has to load what they need (libcurl).
senders    := $(patsubst bin/send/%.c,$(B)/bin/$(libexec_from_bin)/%,$(sort $(wildcard bin/send/*.c)))
languages  := $(patsubst bin/po/%.po,%,$(sort $(wildcard bin/po/*.po)))
catalogue   = $(B)/bin/$(locale_from_bin)/$(1)/LC_MESSAGES/prov.mo
units      := $(unit_src:%.c=$(B)/%)
tools      := $(tool_src:%.c=$(B)/%)
benches    := $(bench_src:%.c=$(B)/%)
man_pages  := $(man_src:docs/man/%=$(B)/man/%)
soname     := libprov.so.$(SOVERSION)

ifneq ($(V),1)
say = @printf '  %-4s %s\n' '$(1)' '$@';
endif

all: $(B)/$(soname) $(B)/bin/prov $(links) $(deliverers) $(senders) $(B)/bin/provweb $(foreach l,$(languages),$(call catalogue,$(l))) $(man_pages)	## build library, programs and manual pages (the default)

# Holds the flags, so that a change of them (DEV=1, another PREFIX) builds everything again. Beside it,
# what was said on the command line that they come from, for AGAIN=1.
export FLAGS_TEXT = $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(LDFLAGS) $(PKG_LIBS)
said := $(filter-out AGAIN B DESTDIR FLAGS_TEXT LONG N V -%,$(sort $(said) $(foreach v,$(.VARIABLES),$(if \
	$(filter command,$(origin $(v))),$(v)))))
define newline


endef
export SAID_TEXT = $(foreach v,$(said),$(v) := $(subst $$,$$$$,$($(v)))$(newline))said := $(said)
$(B)/flags: FORCE
	@mkdir -p $(@D)
	@[ -e $(@D)/said ] && printf '%s\n' "$$FLAGS_TEXT" | cmp -s - $@ || { \
		printf '%s\n' "$$SAID_TEXT" >$(@D)/said && printf '%s\n' "$$FLAGS_TEXT" >$@; }

# The same for the names of the sources: without one that is gone the programs are others.
$(B)/sources: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(lib_src) $(cli_src) | cmp -s - $@ || printf '%s\n' $(lib_src) $(cli_src) >$@

$(B)/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

# Names the statements and templates: one that is gone, renamed or new is noticed, whatever its time.
$(B)/sql/names: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(queries) $(migrations) $(server_src) | cmp -s - $@ || \
		printf '%s\n' $(queries) $(migrations) $(server_src) >$@

# The columns of tables, from the tables of attributes.
$(B)/sql/columns: sql/columns.h $(headers) $(B)/flags
	@mkdir -p $(@D)
	@$(CC) $(ALL_CPPFLAGS) -E -P -o $@.new $<
	@cmp -s $@.new $@ || cp $@.new $@

$(B)/sql/queries.h $(B)/sql/queries.c &: sql/embed.sh sql/embed.awk $(B)/sql/columns $(queries) $(migrations) \
		$(wildcard sql/query/*/*.inc) $(B)/sql/names
	@mkdir -p $(@D)
	$(call say,SQL)sh sql/embed.sh $(B)/sql $(B)/sql/columns $(queries) $(migrations)

$(B)/sql/queries.o: $(B)/sql/queries.c $(B)/flags
	$(call say,CC)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

# The templates of servers' configuration.
$(B)/libprov/model/server/files.c: libprov/model/server/embed.awk $(server_src) $(B)/sql/names
	@mkdir -p $(@D)
	@awk -f $< $(server_src) >$@

$(B)/libprov/model/server/files.o: $(B)/libprov/model/server/files.c $(B)/flags
	$(call say,CC)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

$(lib_obj) $(cli_obj) $(web_obj) $(units:%=%.o) $(tools:%=%.o): | $(B)/sql/queries.h

$(B)/$(soname): $(lib_obj) libprov/libprov.map $(B)/sources
	$(call say,LD)$(CC) -shared -Wl,-soname,$(soname) -Wl,-z,defs -Wl,--version-script,libprov/libprov.map \
		$(SAN_FLAGS) $(LDFLAGS) $(lib_obj) $(PKG_LIBS) -o $@
	@ln -sf $(soname) $(B)/libprov.so

$(deliverers): %: %.o $(deliver_obj)
	$(call say,LD)$(CC) -pie $(SAN_FLAGS) $(LDFLAGS) $< $(deliver_obj) -Wl,--as-needed $(shell $(PKG_CONFIG) --libs jansson) -o $@

$(senders): $(B)/bin/$(libexec_from_bin)/%: $(B)/bin/send/%.o
	@mkdir -p $(@D)
	$(call say,LD)$(CC) -pie $(SAN_FLAGS) $(LDFLAGS) $< -Wl,--as-needed $(shell $(PKG_CONFIG) --libs libcurl jansson) -o $@

$(foreach l,$(languages),$(call catalogue,$(l))): $(call catalogue,%): bin/po/%.po
	@mkdir -p $(@D)
	$(call say,PO)msgfmt -c -o $@ $<

# The commands carry their own copy of the library: loading it would cost more than what they do with it.
# What is not ours stays shared, for the sake of its security updates. The loader looks for each of the 8,000
# symbols that libpq and libldap want in this order: those that have most of them come first, which saves a
# sixth of all instructions of a command. What it exports is for GnuTLS, see bin/cli_tls.c.
ifneq ($(SAN),1)
first_libs = -lcrypto -lc -lunistring -lldap -llber
endif
exported = -Wl,--export-dynamic-symbol=_gnutls_global_init_skip
$(B)/bin/prov: $(cli_obj) $(lib_obj) $(B)/sources
	$(call say,LD)$(CC) -pie $(SAN_FLAGS) $(LDFLAGS) $(exported) $(filter %.o,$^) -Wl,--as-needed $(first_libs) $(PKG_LIBS) -lpopt -o $@

$(B)/bin/provweb: $(web_obj) $(lib_obj) $(B)/sources
	$(call say,LD)$(CC) -pie $(SAN_FLAGS) $(LDFLAGS) $(filter %.o,$^) -Wl,--as-needed $(PKG_LIBS) \
		$(shell $(PKG_CONFIG) --libs $(WEB_PKGS)) -o $@

$(links): $(B)/bin/prov
	$(call say,LN)ln -sf prov $@

# Options in manual pages come from the tables of the commands.
$(B)/docs/man/page: $(B)/docs/man/page.o $(filter-out %/prov.o,$(cli_obj)) $(lib_obj)
	$(call say,LD)$(CC) $(SAN_FLAGS) $(LDFLAGS) $^ $(PKG_LIBS) -lpopt -o $@

$(man_pages): $(B)/man/%: docs/man/% $(B)/docs/man/page $(man_parts)
	@mkdir -p $(@D)
	$(call say,MAN)$(B)/docs/man/page $< >$@

# Unit tests see the hidden symbols: they link the objects, not the library.
$(B)/tests/%: $(B)/tests/%.o $(lib_obj) $(B)/sources
	$(call say,LD)$(CC) $(SAN_FLAGS) $(LDFLAGS) $(filter %.o,$^) $(PKG_LIBS) -llber $(more_libs) -o $@
# Runs commands in one process: all of bin but main.
$(B)/tests/tool/many: $(filter-out %/prov.o,$(cli_obj))
$(B)/tests/tool/many: more_libs = -lpopt
# What a test asks the database starts so often that it is linked to nothing, and has no sanitizer.
asking = $(filter-out $(SAN_FLAGS),$(ALL_CPPFLAGS) $(ALL_CFLAGS))
$(B)/tests/tool/sql_ask: tests/tool/sql_ask.c tests/tool/sql_ask.h $(B)/sources
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(asking) $< -o $@
$(B)/tests/tool/sql_server: tests/tool/sql_server.c tests/tool/sql_ask.h $(B)/sources
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(asking) $< -pthread -lpq -o $@
# The floors of the benchmark must not carry anything of ours.
$(B)/tests/bench/%: $(B)/tests/bench/%.o
	$(call say,LD)$(CC) $(SAN_FLAGS) $(LDFLAGS) $< $(PKG_LIBS) -o $@

test-programs: all $(units) $(tools)
bench-programs: all $(benches)

deps:	## install the Debian packages that are missing
	@sh tests/lib/packages.sh

demo: deps	## show the main job on private servers (KEEP=1 leaves them running)
	+@$(MAKE) --no-print-directory -s all
	@B=$(B) KEEP=$(KEEP) sh tests/demo/run

check: deps	## build and run all tests with private servers
	+@$(MAKE) --no-print-directory test-programs
	@B=$(B) sh tests/run

check-long: deps	## the same with longer runs: 10,000 commands in one process (MANY=N), 500 runs while all moves, 1,000 seeds
	+@$(MAKE) --no-print-directory test-programs
	@B=$(B) MANY=$(or $(MANY),10000) TEST_TIMEOUT=14400 sh tests/run

check-directories: deps	## one suite on slapd, UCS (played by slapd), 389 DS, Samba AD (root)
	@sh tests/lib/packages.sh directories
	+@$(MAKE) --no-print-directory test-programs
	@B=$(B) tests/directories/run

check-servers: deps	## Dovecot, Postfix and SOGo with the configuration of prov serverconf, on loopback (root)
	@sh tests/lib/packages.sh servers
	+@$(MAKE) --no-print-directory test-programs
	@B=$(B) SERVERS_FULL=1 tests/run tests/servers/*.t

pictures: deps	## make docs/pictures again: what a browser shows in the test of the login page (root)
	@sh tests/lib/packages.sh servers
	+@$(MAKE) --no-print-directory test-programs
	@mkdir -p $(B)/pictures docs/pictures
	@B=$(B) PICTURES=$(abspath $(B))/pictures tests/run tests/servers/login.t
	@for file in $(B)/pictures/*.png; do \
		pngquant --force --strip --speed 1 --output docs/pictures/$${file##*/} 48 "$$file" || exit; \
	done

check-pgbouncer: deps	## the tests of commands and of the sync, with the database behind PgBouncer (transaction mode)
	@sh tests/lib/packages.sh pooler
	+@$(MAKE) --no-print-directory test-programs
	@B=$(B) VIA=pgbouncer tests/run tests/servers/pgbouncer.t \
		$$(grep -lE '^use_database|TESTLIB/sync\.sh' tests/cli/*.t tests/sql/*.t)

check-citus: deps	## the same on Citus, a coordinator and two workers (CITUS_PREFIX=DIR, DIR/bin is of its PostgreSQL)
	@[ -n "$(CITUS_PREFIX)" ] || { echo 'SKIPPED: CITUS_PREFIX names no PostgreSQL with Citus (docs/scale.md)' >&2; exit 1; }
	@sh tests/lib/packages.sh pooler
	+@$(MAKE) --no-print-directory test-programs
	@B=$(B) CITUS_PREFIX=$(CITUS_PREFIX) tests/run tests/servers/citus.t
	@B=$(B) CITUS_PREFIX=$(CITUS_PREFIX) VIA=citus tests/run $$(sh tests/lib/citus_tests.sh)
	@B=$(B) CITUS_PREFIX=$(CITUS_PREFIX) VIA=citus,pgbouncer tests/run $$(sh tests/lib/citus_tests.sh pooled)

check-failover: deps	## a primary and its synchronous standby, 30 failures in the middle of commands of seven kinds
	+@$(MAKE) --no-print-directory test-programs
	@B=$(B) FAILOVER_ROUNDS=10 TEST_TIMEOUT=7200 tests/run tests/servers/failover.t

check-asan: deps	## the same under the address and undefined behaviour sanitizers, without files that are long (LONG=1: all, and all leaks)
	+@SHORT=$(if $(LONG),,1) $(MAKE) --no-print-directory check SAN=1 B=build-asan

deb:	## build Debian packages from a clean copy of the tree, into $(B)/deb
	@sh tests/lib/packages.sh deb
	@rm -rf $(B)/deb
	@sh debian/build $(B)/deb
	@rm -rf $(B)/deb/prov && ls $(B)/deb/*.deb

check-deb:	## build them twice, try them in a bare Debian 12 (root)
	@sh tests/lib/packages.sh deb
	@B=$(B) tests/deb/run

torture: deps	## kill commands and the database at any moment, six minutes (SEED=N repeats)
	+@$(MAKE) --no-print-directory test-programs
	@B=$(B) sh tests/torture/run

accept: test-programs	## run all tests and rewrite the expected outputs; read the diff
	@B=$(B) ACCEPT=1 sh tests/run

lint:	## static analysis: clang-tidy, cppcheck, shellcheck
	@sh tests/lib/packages.sh lint
	+@$(MAKE) --no-print-directory AGAIN=1 lint-c
	sh tests/lib/shell_lint.sh

lint-c: $(B)/sql/queries.h
	@sh tests/lib/c_lint.sh $(B)/lint $(ALL_CPPFLAGS) -std=c11

fuzz:	## feed the parsers with made-up input (N=60 seconds each; needs clang)
	@B=$(B) sh tests/fuzz/run $(or $(N),60)

bench: deps	## speed as ratios against the floor on this machine (N=100000 entries)
	+@$(MAKE) --no-print-directory -s bench-programs
	@B=$(B) N=$(N) sh tests/bench/run

bench-readers: deps	## look-ups of mail servers and SOGo as ratios against one by key (N=1000000 users, CONTEXTS=10000)
	+@$(MAKE) --no-print-directory -s test-programs
	@B=$(B) N=$(N) CONTEXTS=$(CONTEXTS) sh tests/bench/readers.sh

bench-growth: deps	## what a command costs among 10,000, 100,000 and 1,000,000 users of others, as ratios
	+@$(MAKE) --no-print-directory -s bench-programs
	@B=$(B) sh tests/bench/growth.sh

bench-incremental: deps	## runs that read only what changed, and --watch, as ratios against the floor (N=100000 entries)
	+@$(MAKE) --no-print-directory -s bench-programs
	@B=$(B) N=$(N) sh tests/bench/incremental.sh

bench-logins: deps	## logins with a password in a directory as a ratio to those with a stored hash (root)
	@sh tests/lib/packages.sh servers
	+@$(MAKE) --no-print-directory -s test-programs
	@B=$(B) tests/run tests/bench/logins.t

install_program = install -m 755
install_data = install -m 644
completion = $(DATADIR)/bash-completion/completions
# PostgreSQL's createuser may have its completion in the same folder.
is_ours = { [ ! -e $$name ] || [ "$$(readlink $$name)" = prov ]; }
units_src := $(sort $(wildcard bin/systemd/*.service bin/systemd/*.socket bin/systemd/*.timer))
examples := $(sort $(wildcard docs/examples/*))
subst_unit = sed -e 's|@BINDIR@|$(BINDIR)|g' -e 's|@LIBEXECDIR@|$(LIBEXECDIR)|g' -e 's|@STATEDIR@|$(STATEDIR)|g' \
	-e 's|@SYSCONFDIR@|$(SYSCONFDIR)|g' -e 's|@DB_USER@|$(DB_USER)|g'
subst_pc = sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' \
	-e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' -e 's|@VERSION@|$(VERSION)|'

install: all	## install below DESTDIR, PREFIX (and others of config.mk)
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBEXECDIR)/prov $(DESTDIR)$(LIBDIR)/pkgconfig \
		$(DESTDIR)$(INCLUDEDIR)/prov $(DESTDIR)$(completion) $(DESTDIR)$(UNITDIR) \
		$(DESTDIR)$(SYSUSERSDIR) $(DESTDIR)$(TMPFILESDIR) $(DESTDIR)$(DOCDIR)/examples \
		$(sort $(foreach p,$(man_pages),$(DESTDIR)$(MANDIR)/man$(subst .,,$(suffix $(p)))))
	$(install_program) $(B)/$(soname) $(DESTDIR)$(LIBDIR)/$(soname)
	ln -sf $(soname) $(DESTDIR)$(LIBDIR)/libprov.so
	$(install_data) $(headers) $(DESTDIR)$(INCLUDEDIR)/prov
	$(subst_pc) libprov/libprov.pc.in >$(DESTDIR)$(LIBDIR)/pkgconfig/libprov.pc
	$(install_program) $(B)/bin/prov $(DESTDIR)$(BINDIR)
	$(foreach n,$(names),ln -sf $(bin_from_libexec)/prov $(DESTDIR)$(LIBEXECDIR)/prov/$(n) &&) :
	$(install_program) $(deliverers) $(senders) $(B)/bin/provweb $(DESTDIR)$(LIBEXECDIR)/prov
	$(foreach l,$(languages),install -d $(DESTDIR)$(LOCALEDIR)/$(l)/LC_MESSAGES && $(install_data) $(call \
		catalogue,$(l)) $(DESTDIR)$(LOCALEDIR)/$(l)/LC_MESSAGES/prov.mo &&) :
	$(install_data) bin/prov.bash $(DESTDIR)$(completion)/prov
	cd $(DESTDIR)$(completion) && for name in $(names); do $(is_ours) && ln -sf prov $$name; done; :
	$(foreach p,$(man_pages),$(install_data) $(p) \
		$(DESTDIR)$(MANDIR)/man$(subst .,,$(suffix $(p))) &&) :
	$(foreach n,$(other_names),ln -sf $(call first,$(n)).8 $(DESTDIR)$(MANDIR)/man8/$(call second,$(n)).8 &&) :
	for unit in $(units_src); do $(subst_unit) $$unit >$(DESTDIR)$(UNITDIR)/$${unit##*/} || exit; done
	$(subst_unit) bin/systemd/sysusers.conf >$(DESTDIR)$(SYSUSERSDIR)/prov.conf
	$(subst_unit) bin/systemd/tmpfiles.conf >$(DESTDIR)$(TMPFILESDIR)/prov.conf
	$(install_data) $(examples) $(DESTDIR)$(DOCDIR)/examples
	@[ -n '$(DESTDIR)' ] || [ "$$(id -u)" -ne 0 ] || ldconfig

uninstall:	## remove what install installed
	cd $(DESTDIR)$(completion) && for name in $(names); do $(is_ours) && rm -f $$name; done; :
	rm -f $(DESTDIR)$(BINDIR)/prov $(DESTDIR)$(LIBDIR)/$(soname) $(DESTDIR)$(LIBDIR)/libprov.so \
		$(DESTDIR)$(LIBDIR)/pkgconfig/libprov.pc $(DESTDIR)$(completion)/prov \
		$(headers:libprov/prov/%=$(DESTDIR)$(INCLUDEDIR)/prov/%) \
		$(names:%=$(DESTDIR)$(LIBEXECDIR)/prov/%) $(deliverers:$(B)/bin/deliver/%=$(DESTDIR)$(LIBEXECDIR)/prov/%) \
		$(DESTDIR)$(LIBEXECDIR)/prov/provweb \
		$(addprefix $(DESTDIR)$(LIBEXECDIR)/prov/,$(notdir $(senders))) \
		$(languages:%=$(DESTDIR)$(LOCALEDIR)/%/LC_MESSAGES/prov.mo) \
		$(units_src:bin/systemd/%=$(DESTDIR)$(UNITDIR)/%) $(DESTDIR)$(SYSUSERSDIR)/prov.conf \
		$(DESTDIR)$(TMPFILESDIR)/prov.conf $(examples:docs/%=$(DESTDIR)$(DOCDIR)/%) \
		$(foreach n,$(other_names),$(DESTDIR)$(MANDIR)/man8/$(call second,$(n)).8) \
		$(foreach p,$(man_src),$(DESTDIR)$(MANDIR)/man$(subst .,,$(suffix $(p)))/$(notdir $(p)))
	rmdir $(DESTDIR)$(LIBEXECDIR)/prov $(DESTDIR)$(INCLUDEDIR)/prov $(DESTDIR)$(DOCDIR)/examples \
		$(DESTDIR)$(DOCDIR) 2>/dev/null || :

help:	## this list
	@awk -F '\t## ' '/^[a-z-]+:.*\t## / { sub(/:.*/, "", $$1); printf "make %-12s %s\n", $$1, $$2 }' \
		Makefile

clean:	## remove what was built
	rm -rf $(B) build build-asan

FORCE:
.PHONY: all test-programs bench-programs deps deb demo check check-long check-deb check-directories check-servers pictures check-pgbouncer check-citus check-failover check-asan torture accept fuzz lint lint-c bench bench-readers bench-growth bench-incremental bench-logins \
	install uninstall help clean FORCE
.SECONDARY:

-include $(shell find $(B) -name '*.d' 2>/dev/null)
