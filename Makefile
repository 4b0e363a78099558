# SPDX-License-Identifier: Apache-2.0
# The whole build, not recursive. `make help` lists the targets.

include config.mk

B ?= build

.DELETE_ON_ERROR:
.SUFFIXES:

ifneq ($(filter-out help deps demo check check-asan lint bench clean distclean,$(or $(MAKECMDGOALS),all)),)
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PKGS) 2>/dev/null)
PKG_LIBS   := $(shell $(PKG_CONFIG) --libs $(filter-out popt,$(PKGS)) 2>/dev/null)
endif

WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 \
       -Wwrite-strings -Wvla -Wundef -Wimplicit-fallthrough -Wpointer-arith
ifeq ($(DEV),1)
WARN += -Werror
endif
ifeq ($(SAN),1)
SAN_FLAGS = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

DEFS = -DPROV_VERSION='"$(VERSION)"' -DPROV_PG_BINDIR='"$(PG_BINDIR)"' \
       -DPROV_SYSCONFDIR='"$(SYSCONFDIR)"' -DPROV_STATEDIR='"$(STATEDIR)"' \
       -DPROV_LIBEXECDIR='"$(LIBEXECDIR)/prov"'
ALL_CPPFLAGS = -D_GNU_SOURCE -I. -Ilibprov -I$(B) -include libprov/base/banned.h $(DEFS) \
               $(PKG_CFLAGS) $(CPPFLAGS)
ALL_CFLAGS = -std=c11 -fPIC -fvisibility=hidden $(WARN) $(SAN_FLAGS) $(CFLAGS)

lib_src   := $(sort $(wildcard libprov/*/*.c sql/*.c ldap/*.c))
cli_src   := $(sort $(wildcard bin/cli*.c))
prog_src  := $(filter-out $(cli_src),$(sort $(wildcard bin/*.c)))
unit_src  := $(sort $(wildcard tests/unit/*.c))
tool_src  := $(sort $(wildcard tests/tool/*.c))
queries   := $(sort $(wildcard sql/query/*/*.sql))
migrations := $(sort $(wildcard sql/migration/*.sql sql/setup/*.sql))

lib_obj   := $(lib_src:%.c=$(B)/%.o) $(B)/sql/queries.o
cli_obj   := $(cli_src:%.c=$(B)/%.o)
programs  := $(prog_src:bin/%.c=$(B)/bin/%)
units     := $(unit_src:%.c=$(B)/%)
tools     := $(tool_src:%.c=$(B)/%)
soname    := libprov.so.$(SOVERSION)

all: $(B)/$(soname) $(programs)	## build everything (the default)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

$(B)/sql/queries.h $(B)/sql/queries.c &: sql/embed.sh $(queries) $(migrations)
	@mkdir -p $(@D)
	sh sql/embed.sh $(B)/sql $(queries) $(migrations)

$(B)/sql/queries.o: $(B)/sql/queries.c
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

$(lib_obj): | $(B)/sql/queries.h

$(B)/$(soname): $(lib_obj) libprov/libprov.map
	$(CC) -shared -Wl,-soname,$(soname) -Wl,-z,defs -Wl,--version-script,libprov/libprov.map \
		$(SAN_FLAGS) $(LDFLAGS) $(lib_obj) $(PKG_LIBS) -o $@
	ln -sf $(soname) $(B)/libprov.so

# Programs find the library beside themselves, in the build tree and when installed.
$(B)/bin/%: $(B)/bin/%.o $(cli_obj) $(B)/$(soname)
	$(CC) $(SAN_FLAGS) $(LDFLAGS) $(filter %.o,$^) -L$(B) -lprov -lpopt $(cli_libs) \
		-Wl,-rpath,'$$ORIGIN/..' -Wl,-rpath,'$$ORIGIN/../lib' \
		-Wl,-rpath,'$$ORIGIN/../../lib' -o $@

# Unit tests see the hidden symbols: they link the objects, not the library.
$(B)/tests/unit/%: $(B)/tests/unit/%.o $(lib_obj)
	$(CC) $(SAN_FLAGS) $(LDFLAGS) $(filter %.o,$^) $(PKG_LIBS) -o $@
$(B)/tests/tool/%: $(B)/tests/tool/%.o $(lib_obj)
	$(CC) $(SAN_FLAGS) $(LDFLAGS) $(filter %.o,$^) $(PKG_LIBS) -llber -o $@

test-programs: all $(units) $(tools)

clean:	## remove what was built
	rm -rf $(B) build build-asan

.PHONY: all test-programs clean
.SECONDARY:

-include $(shell find $(B) -name '*.d' 2>/dev/null)
