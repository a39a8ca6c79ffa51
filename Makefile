# tarseal. `make demo` and `make test` need nothing but git, make and a Debian system.

PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= cc
BUILD   ?= build
VERSION := 1.0.0
SONAME  := libtarseal.so.1

# What the program needs to be built; what its tests and checks need besides.
DEPS_BUILD := gcc libc6-dev pkg-config libsodium-dev libarchive-dev libcjson-dev libssl-dev libpcre2-dev libacl1-dev libattr1-dev
DEPS_TEST  := check jq openssl openssh-client minisign xxd tar python3
DEPS_BENCH := time rhash gnupg libvectorscan-dev
DEPS_COVERAGE := gcovr
DEPS_HTML  := chromium
DEPS_CHECK := clang-format clang-tidy mandoc shellcheck
DEPS_FUZZ  := clang libclang-rt-dev llvm

LIBS := libsodium libarchive libcjson libcrypto libpcre2-8
# Not expanded before something is compiled: pkg-config may have to be installed first.
LIB_CFLAGS = $(shell pkg-config --cflags $(LIBS))
LIB_LDLIBS = $(shell pkg-config --libs $(LIBS)) -lm -pthread
# The program starts in a third of the time where the loader need not bring these in, and what they
# depend on; STATIC=no links it like any other. Debian has no static cJSON.
STATIC ?= $(if $(SAN),no,yes)
PROGRAM_LDLIBS = $(if $(filter yes,$(STATIC)),-Wl$(,)--gc-sections -Wl$(,)-Bstatic -lsodium -larchive -lacl -lattr -lcrypto \
	-lpcre2-8 -Wl$(,)-Bdynamic -lc -lcjson -lm -pthread,$(LIB_LDLIBS))
, := ,

WARN  := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Werror
HARD  := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fcf-protection
OPT   ?= -O2
SAN   ?=
# SAN builds (make BUILD=build/san SAN="-fsanitize=address,undefined") drop what clashes with them.
EXTRA := $(if $(SAN),$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer,$(HARD))
CFLAGS_ALL = -std=c17 -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 -g $(OPT) -fPIC \
	-fvisibility=hidden $(WARN) $(EXTRA) -Isrc -Iinclude $(LIB_CFLAGS) $(CFLAGS)
LDFLAGS_ALL = -Wl,-z,relro,-z,now -Wl,--as-needed $(SAN) $(LDFLAGS)

# make V=1 shows the commands.
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-4s %s\n' $(1) $@)

# The library's folders, in the order of their layers: each includes only from those before it.
LAYERS := base crypto format scanner model judge show show/html verify pack publish scan audit api
LIB_SRC := $(sort $(wildcard $(LAYERS:%=src/%/*.c)))
CLI_SRC := src/main.c $(sort $(wildcard src/cli/*.c src/cli/verbs/*.c))
PROFILES := $(sort $(wildcard src/profiles/*.json))
RULES := $(sort $(wildcard src/rules/*.json))
TABLE_OBJ := $(BUILD)/obj/profiles.o $(BUILD)/obj/rules.o
LIB_OBJ := $(LIB_SRC:src/%.c=$(BUILD)/obj/%.o) $(TABLE_OBJ)
CLI_OBJ := $(CLI_SRC:src/%.c=$(BUILD)/obj/%.o)
UNIT_SRC := $(sort $(wildcard tests/unit/*.c))
UNIT_OBJ := $(UNIT_SRC:tests/%.c=$(BUILD)/obj/tests/%.o)
FUZZ_SRC := $(sort $(wildcard tests/fuzz/*.c))
FUZZ_OBJ := $(FUZZ_SRC:tests/%.c=$(BUILD)/obj/tests/%.o)
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/%,$(filter tests/fuzz/fuzz_%,$(FUZZ_SRC)))

.PHONY: all deps deps-test deps-check deps-fuzz demo test coverage interop html check torture fuzz fuzzers bench bench-scan format \
	install clean

all: $(BUILD)/tarseal $(BUILD)/libtarseal.a $(BUILD)/libtarseal.so $(BUILD)/tarseal.pc $(BUILD)/tarseal.1

$(BUILD)/tarseal: $(CLI_OBJ) $(BUILD)/libtarseal.a
	$(call say,ld)
	$(Q)$(CC) $(LDFLAGS_ALL) -pie -o $@ $(CLI_OBJ) $(BUILD)/libtarseal.a $(PROGRAM_LDLIBS)

$(BUILD)/libtarseal.a: $(LIB_OBJ)
	$(Q)rm -f $@
	$(call say,ar)
	$(Q)ar rcs $@ $(LIB_OBJ)

$(BUILD)/libtarseal.so: $(LIB_OBJ) src/libtarseal.map
	$(call say,ld)
	$(Q)$(CC) $(LDFLAGS_ALL) -shared -Wl,-soname,$(SONAME) -Wl,--version-script=src/libtarseal.map \
		-o $@ $(LIB_OBJ) $(LIB_LDLIBS)

$(BUILD)/tarseal.pc: src/tarseal.pc.in Makefile
	@mkdir -p $(@D)
	$(Q)sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|; s|@LIBS@|$(LIBS)|' src/tarseal.pc.in >$@

# The options' part of the manual is made from the program's own tables.
$(BUILD)/tarseal.1: docs/tarseal.1.in $(BUILD)/tarseal
	$(Q)$(BUILD)/tarseal help --mdoc >$@.options
	$(Q)sed -e '/^@OPTIONS@$$/{r $@.options' -e 'd}' docs/tarseal.1.in >$@
	$(Q)rm -f $@.options

# Older revisions of a profile come before newer ones.
$(BUILD)/gen/profiles.c: src/embed.sh $(PROFILES)
	@mkdir -p $(@D)
	$(call say,gen)
	$(Q)sh src/embed.sh model/profile_set.h ts_builtin ts_builtins $(PROFILES) >$@

# The rules' tables are worked out by the library's own code.
$(BUILD)/mktables: $(BUILD)/obj/mktables.o $(filter-out $(TABLE_OBJ),$(LIB_OBJ))
	$(call say,ld)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIB_LDLIBS)

$(BUILD)/gen/rules.c: $(BUILD)/mktables $(RULES)
	@mkdir -p $(@D)
	$(call say,gen)
	$(Q)$(BUILD)/mktables $(RULES) >$@ || { rm -f $@; false; }

$(TABLE_OBJ): $(BUILD)/obj/%.o: $(BUILD)/gen/%.c
	@mkdir -p $(@D)
	$(call say,cc)
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(call say,cc)
	$(Q)$(CC) $(CFLAGS_ALL) -DTS_VERSION='"$(VERSION)"' -MMD -MP -c -o $@ $<

$(BUILD)/obj/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(call say,cc)
	$(Q)$(CC) $(CFLAGS_ALL) $(shell pkg-config --cflags check) -Itests/unit -MMD -MP -c -o $@ $<

$(BUILD)/unit: $(UNIT_OBJ) $(BUILD)/libtarseal.a
	$(call say,ld)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $(UNIT_OBJ) $(BUILD)/libtarseal.a $(LIB_LDLIBS) $(shell pkg-config --libs check)

$(FUZZERS): $(BUILD)/fuzz_%: $(BUILD)/obj/tests/fuzz/fuzz_%.o \
		$(filter-out $(BUILD)/obj/tests/fuzz/fuzz_%,$(FUZZ_OBJ)) $(BUILD)/libtarseal.a
	$(call say,ld)
	$(Q)$(CC) $(LDFLAGS_ALL) -fsanitize=fuzzer -o $@ $^ $(LIB_LDLIBS)

fuzzers: $(FUZZERS)

-include $(BUILD)/obj/mktables.d $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(UNIT_OBJ:.o=.d) $(FUZZ_OBJ:.o=.d)

# Install what is missing of the Debian packages named above; nothing when all are there.
deps:
	@sh tests/install.sh $(DEPS_BUILD)
deps-test: deps
	@sh tests/install.sh $(DEPS_TEST)
deps-check: deps-test
	@sh tests/install.sh $(DEPS_CHECK)
deps-fuzz: deps-test
	@sh tests/install.sh $(DEPS_FUZZ)

demo: deps-test
	@$(MAKE) --no-print-directory -s all
	@sh tests/demo.sh $(BUILD)/tarseal

# The same tests twice: as shipped, and under the address and undefined-behaviour sanitizers; what works with
# several threads under the thread sanitizer, too.
test: deps-test
	@$(MAKE) --no-print-directory all $(BUILD)/unit
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/san SAN=-fsanitize=address,undefined OPT=-O1 \
		$(BUILD)/san/tarseal $(BUILD)/san/unit
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/tsan SAN=-fsanitize=thread OPT=-O1 $(BUILD)/tsan/tarseal
	@sh tests/run.sh $(BUILD) $(BUILD)/san $(BUILD)/tsan

# Which lines the tests run; the report ends with what is below 80 %.
coverage: deps-test
	@sh tests/install.sh $(DEPS_COVERAGE)
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/cov STATIC=no OPT=-O0 LDFLAGS=--coverage \
		CFLAGS='--coverage -fprofile-update=atomic -U_FORTIFY_SOURCE -DTS_COVERAGE' \
		$(BUILD)/cov/tarseal $(BUILD)/cov/unit
	@sh tests/run.sh $(BUILD)/cov
	@gcovr --root . --filter src/ --exclude src/mktables.c --exclude-unreachable-branches $(BUILD)/cov --sort-percentage | \
		awk '/^TOTAL/ || ($$4 + 0 < 80 && $$4 ~ /%/)'

# Other people's tools, the real ones; Node.js and npm from Debian where there are none.
interop: deps-test
	@command -v node >/dev/null && command -v npm >/dev/null || sh tests/install.sh nodejs npm
	@$(MAKE) --no-print-directory all
	@sh tests/interop/interop.sh $(BUILD)

$(BUILD)/html_pages: $(BUILD)/obj/tests/html/pages.o $(BUILD)/obj/tests/unit/html_samples.o $(BUILD)/libtarseal.a
	$(call say,ld)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIB_LDLIBS)

# Reports as a browser shows them; Node.js and npm as above.
html: deps-test
	@sh tests/install.sh $(DEPS_HTML)
	@command -v node >/dev/null && command -v npm >/dev/null || sh tests/install.sh nodejs npm
	@$(MAKE) --no-print-directory $(BUILD)/html_pages
	@sh tests/html/html.sh $(BUILD)

check: deps-check
	@$(MAKE) --no-print-directory all
	@sh tests/check.sh $(BUILD)

# What the library allocates fails here: its objects' calls are turned aside (see the file).
WRAPPED := malloc calloc realloc strdup strndup
$(BUILD)/alloc_unit: $(BUILD)/obj/tests/torture/alloc_unit.o $(BUILD)/obj/tests/torture/alloc_targets.o \
		$(BUILD)/obj/tests/unit/html_samples.o $(BUILD)/libtarseal.a
	$(call say,ld)
	$(Q)$(CC) $(LDFLAGS_ALL) $(WRAPPED:%=-Wl,--wrap=%) -o $@ $^ $(LIB_LDLIBS)

$(BUILD)/torture/fault.so: tests/torture/fault.c
	@mkdir -p $(@D)
	$(call say,cc)
	$(Q)$(CC) -std=c17 -g -O2 -fPIC -shared $(WARN) -o $@ $<

# Faults at every point; TORTURE_SECONDS bounds it, FULL=1 tries all (see tests/torture/torture.py).
torture: deps-test
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/shared STATIC=no $(BUILD)/shared/tarseal $(BUILD)/shared/torture/fault.so
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/san SAN=-fsanitize=address,undefined OPT=-O1 $(BUILD)/san/alloc_unit
	@python3 -B tests/torture/torture.py $(BUILD)

# libFuzzer on everything that is parsed; FUZZ_SECONDS for each target.
FUZZ_SECONDS ?= 60
FUZZ_BUILD = BUILD=$(BUILD)/fuzz CC=clang OPT=-O1 SAN=-fsanitize=fuzzer-no-link,address,undefined

fuzz: deps-fuzz
	@$(MAKE) --no-print-directory -s all
	@$(MAKE) --no-print-directory -s $(FUZZ_BUILD) fuzzers
	@sh tests/fuzz/run.sh $(BUILD) $(FUZZ_SECONDS)

# Beside what a user would use instead; ROUNDS, SCALE and ONLY set how often, how much and which (tests/bench/bench.py).
bench: deps-test
	@sh tests/install.sh $(DEPS_BENCH)
	@$(MAKE) --no-print-directory -s all
	@python3 tests/bench/bench.py $(BUILD)/tarseal fixtures/trials
	@$(MAKE) --no-print-directory -s bench-scan

bench-scan: deps-test
	@sh tests/install.sh $(DEPS_BENCH)
	@$(MAKE) --no-print-directory -s all
	@$(CC) -O2 -o $(BUILD)/vectorscan tests/bench/vectorscan.c $$(pkg-config --cflags --libs libhs)
	@python3 tests/bench/scan.py $(BUILD)/tarseal $(BUILD)/vectorscan $(RULES)

format: deps-check
	clang-format -i $(wildcard src/*/*.[ch] include/*.h tests/*/*.[ch])

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/include \
		$(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	install -m 755 $(BUILD)/tarseal $(DESTDIR)$(PREFIX)/bin/tarseal
	install -m 644 $(BUILD)/libtarseal.a $(DESTDIR)$(PREFIX)/lib/libtarseal.a
	install -m 755 $(BUILD)/libtarseal.so $(DESTDIR)$(PREFIX)/lib/libtarseal.so.$(VERSION)
	ln -sf libtarseal.so.$(VERSION) $(DESTDIR)$(PREFIX)/lib/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(PREFIX)/lib/libtarseal.so
	install -m 644 include/tarseal.h $(DESTDIR)$(PREFIX)/include/tarseal.h
	sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|; s|@LIBS@|$(LIBS)|' src/tarseal.pc.in \
		>$(DESTDIR)$(PREFIX)/lib/pkgconfig/tarseal.pc
	install -m 644 $(BUILD)/tarseal.1 $(DESTDIR)$(PREFIX)/share/man/man1/tarseal.1
	$(BUILD)/tarseal help --completion bash \
		>$(DESTDIR)$(PREFIX)/share/bash-completion/completions/tarseal

clean:
	rm -rf build
