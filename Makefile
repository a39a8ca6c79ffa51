# tarseal. `make demo` and `make test` need only git, make and a Debian system.

PREFIX  ?= /usr/local
LIBDIR  ?= $(PREFIX)/lib
DESTDIR ?=
CC      ?= cc
AR      ?= ar
# make DEBUG=1 builds without optimisation, for a debugger.
BUILD   ?= build$(if $(DEBUG),/debug)
VERSION := 1.0.0
SONAME  := libtarseal.so.1

# Debian packages that the build needs, and those that tests and checks need in addition.
DEPS_LINKED := libsodium-dev libarchive-dev libssl-dev libpcre2-dev libacl1-dev libattr1-dev zlib1g-dev libbz2-dev liblzma-dev libzstd-dev \
	nettle-dev
DEPS_BUILD := gcc libc6-dev lowdown pkg-config libcjson-dev $(DEPS_LINKED)
DEPS_TEST  := bzip2 check faketime jq python3-jsonschema openssl openssh-client minisign xxd tar python3 busybox xz-utils
DEPS_BENCH := time rhash gnupg libvectorscan-dev
DEPS_COVERAGE := gcovr
DEPS_HTML  := chromium
DEPS_SHELLS := fish zsh
DEPS_SCALE := parallel slurm-wlm munge python3-yaml
DEPS_LINEAR := valgrind
DEPS_CHECK := clang-format clang-tidy codespell mandoc shellcheck
DEPS_FUZZ  := clang libclang-rt-dev llvm

LIBS := libsodium libarchive libcjson libcrypto libpcre2-8
# Expanded only when something is compiled, because pkg-config may have to be installed first.
LIB_CFLAGS = $(shell pkg-config --cflags $(LIBS))
LIB_LDLIBS = $(shell pkg-config --libs $(LIBS)) -pthread
# The program starts in a third of the time if the loader does not have to load these libraries. STATIC=no links them as
# shared libraries. STATIC=all needs no library at all (make static); Debian has no static cJSON.
STATIC ?= $(if $(SAN)$(DEBUG),no,yes)
# The order matters: each needs some of those behind it.
STATIC_LDLIBS := -lsodium -larchive -lnettle -lcrypto -lacl -lattr -lz -lbz2 -llzma -lzstd -lpcre2-8
LDLIBS_yes = -pie -Wl,--gc-sections -Wl,-Bstatic $(STATIC_LDLIBS) -Wl,-Bdynamic -lc -lcjson -pthread
# The warnings are about dlopen and getaddrinfo, which parts of OpenSSL refer to that tarseal never calls.
LDLIBS_all = -static-pie -s -Wl,--no-warnings,--gc-sections,-Map=$@.map $(STATIC_LDLIBS) -pthread
LDLIBS_no = -pie $(LIB_LDLIBS)
CJSON_OBJ := $(if $(filter all,$(STATIC)),$(BUILD)/cjson/cJSON.o)

WARN  := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Werror
# Those of these flags that the compiler accepts for its target; it is asked once.
accepted = $(shell echo | $(CC) -Werror $(1) -xc -c -o /dev/null - 2>/dev/null && echo $(1))
HARD  = $(eval HARD := $(if $(DEBUG),,-D_FORTIFY_SOURCE=2) -fstack-protector-strong $(foreach flag,-fstack-clash-protection \
	-fcf-protection -mbranch-protection=standard,$(call accepted,$(flag))))$(HARD)
OPT   ?= $(if $(DEBUG),-O0 -g3,-O2)
SAN   ?=
# Sanitizer builds (make BUILD=build/san SAN=-fsanitize=address,undefined) leave out what they do not support.
EXTRA = $(if $(SAN),$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer,$(HARD))
CFLAGS_ALL = -std=c17 -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 -g $(OPT) -fPIC \
	'-ffile-prefix-map=$(CURDIR)=.' -fvisibility=hidden $(WARN) $(EXTRA) -Isrc -Iinclude $(LIB_CFLAGS) $(CFLAGS)
DEFINES = -DTS_VERSION='"$(VERSION)"'
LDFLAGS_ALL = -Wl,-z,relro,-z,now -Wl,--as-needed $(SAN) $(LDFLAGS)

# Programs that are built for another processor are run by this (make cross).
EMULATOR ?=
RUN = $(EMULATOR) $(BUILD)/tarseal

# make V=1 shows the commands.
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-4s %s\n' $(1) $@)

# The folders of the library in the order of their layers: each uses only itself and those before it.
LAYERS := base crypto format decode pairs scanner model judge stamp explain start show show/html verify pack publish scan audit lines api
LIB_SRC := $(filter-out src/crypto/libcrypto_$(if $(filter all,$(STATIC)),shared,static).c,$(sort $(wildcard $(LAYERS:%=src/%/*.c))))
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

.PHONY: all deps deps-test deps-check deps-fuzz demo screenshot test test-sanitizers coverage interop scale linear html check torture fuzz \
	fuzzers ci ci-full bench bench-scan format install clean

all: $(BUILD)/tarseal $(BUILD)/libtarseal.a $(BUILD)/libtarseal.so $(BUILD)/tarseal.pc $(BUILD)/man/tarseal.1

$(BUILD)/tarseal: $(CLI_OBJ) $(CJSON_OBJ) $(BUILD)/libtarseal.a
	$(call say,ld)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $(CLI_OBJ) $(CJSON_OBJ) $(BUILD)/libtarseal.a $(LDLIBS_$(STATIC))

$(BUILD)/libtarseal.a: $(LIB_OBJ)
	$(Q)rm -f $@
	$(call say,ar)
	$(Q)$(AR) rcs $@ $(LIB_OBJ)

$(BUILD)/libtarseal.so: $(LIB_OBJ) src/libtarseal.map
	$(call say,ld)
	$(Q)$(CC) $(LDFLAGS_ALL) -shared -Wl,-soname,$(SONAME) -Wl,--version-script=src/libtarseal.map \
		-o $@ $(LIB_OBJ) $(LIB_LDLIBS)

PC_FILE = sed 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@VERSION@|$(VERSION)|; s|@LIBS@|$(LIBS)|' src/tarseal.pc.in
$(BUILD)/tarseal.pc: src/tarseal.pc.in Makefile
	@mkdir -p $(@D)
	$(Q)$(PC_FILE) >$@

# The manual: tarseal(1) and a page for each verb from the program's own tables, and pages about the formats and a
# tutorial from docs/.
$(BUILD)/man/tarseal.1: docs/tarseal.1.in src/manpage.sh docs/trust.md docs/gates.md docs/format.md docs/scale.md docs/tutorial.md \
		$(BUILD)/tarseal
	$(call say,man)
	$(Q)rm -rf $(@D) && mkdir -p $(@D)
	$(Q)$(RUN) help --mdoc >$(@D)/verbs
	$(Q)date=$$(sed -n 's/^\.Dd //p' docs/tarseal.1.in) && for verb in $$(sed -n 's/^\.It Xr tarseal-\(.*\) 1$$/\1/p' $(@D)/verbs); do \
		$(RUN) help --mdoc $$verb | sed "s/@DATE@/$$date/" >$(@D)/tarseal-$$verb.1 || exit 1; done
	$(Q)date=$$(sed -n 's/^\.Dd //p' docs/tarseal.1.in) && \
		sh src/manpage.sh tarseal-trust 5 "$$date" "keys, approvals and trust policies" docs/trust.md >$(@D)/tarseal-trust.5 && \
		sh src/manpage.sh tarseal-profile 5 "$$date" "gates and stage profiles" docs/gates.md >$(@D)/tarseal-profile.5 && \
		sh src/manpage.sh tarseal-bundle 5 "$$date" "the format of sealed bundles" docs/format.md >$(@D)/tarseal-bundle.5 && \
		sh src/manpage.sh tarseal-lines 5 "$$date" "dividing an audit between workers" docs/scale.md >$(@D)/tarseal-lines.5 && \
		sh src/manpage.sh tarseal 7 "$$date" "a tutorial" docs/tutorial.md >$(@D)/tarseal.7
	$(Q)sed -e '/^@OPTIONS@$$/{r $(@D)/verbs' -e 'd}' docs/tarseal.1.in >$(@D)/page && rm $(@D)/verbs && mv $(@D)/page $@

# Older revisions of a profile come before newer ones.
$(BUILD)/gen/profiles.c: src/embed.sh $(PROFILES)
	@mkdir -p $(@D)
	$(call say,gen)
	$(Q)sh src/embed.sh model/profile_set.h ts_builtin ts_builtins $(PROFILES) >$@

# The tables of the content scanner's rules are computed by the library's own code.
$(BUILD)/mktables: $(BUILD)/obj/mktables.o $(filter-out $(TABLE_OBJ),$(LIB_OBJ))
	$(call say,ld)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIB_LDLIBS)

$(BUILD)/gen/rules.c: $(BUILD)/mktables $(RULES)
	@mkdir -p $(@D)
	$(call say,gen)
	$(Q)$(EMULATOR) $(BUILD)/mktables $(RULES) >$@ || { rm -f $@; false; }

$(TABLE_OBJ): $(BUILD)/obj/%.o: $(BUILD)/gen/%.c
	@mkdir -p $(@D)
	$(call say,cc)
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# The version is in the Makefile.
$(LIB_OBJ) $(CLI_OBJ): Makefile

$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(call say,cc)
	$(Q)$(CC) $(CFLAGS_ALL) $(DEFINES) -MMD -MP -c -o $@ $<

# What tarseal version --json says about the build.
LINKING_yes := mixed
LINKING_all := static
LINKING_no := shared
FACTS = -DTS_TARGET='"$(shell $(CC) -dumpmachine)"' -DTS_LINKING='"$(LINKING_$(STATIC))"' \
	-DTS_COMPILER='"$(if $(shell $(CC) --version | grep clang),clang,gcc) $(shell $(CC) -dumpversion)"'
$(BUILD)/obj/cli/verbs/version.o: DEFINES += $(FACTS)

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

-include $(BUILD)/obj/mktables.d $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(UNIT_OBJ:.o=.d) $(FUZZ_OBJ:.o=.d) \
	$(BUILD)/obj/tests/html/pages.d $(BUILD)/obj/tests/torture/alloc_unit.d $(BUILD)/obj/tests/torture/alloc_targets.d

# Install those of the Debian packages named above that are missing.
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

# The picture in the README: the report that the demo makes.
screenshot: demo
	@sh tests/install.sh $(DEPS_HTML)
	@sh tests/html/screenshot.sh $(BUILD)/demo-audit.html docs/audit-report.png

JOBS := $(shell nproc)

# The suites on the program as shipped, in parallel; ONLY=suite runs one (see tests/run.sh).
test: deps-test
	@$(MAKE) --no-print-directory -s -j$(JOBS) all $(BUILD)/unit
	@sh tests/run.sh $(BUILD) $(ONLY)

# The same under the address and undefined-behaviour sanitizers, and what uses several threads under the thread sanitizer.
SANITIZED := BUILD=$(BUILD)/san SAN=-fsanitize=address,undefined OPT=-O1
THREAD_SANITIZED := BUILD=$(BUILD)/tsan SAN=-fsanitize=thread OPT=-O1

test-sanitizers: deps-test
	@$(MAKE) --no-print-directory -s -j$(JOBS) $(SANITIZED) $(BUILD)/san/tarseal $(BUILD)/san/libtarseal.so $(BUILD)/san/unit
	@$(MAKE) --no-print-directory -s -j$(JOBS) $(THREAD_SANITIZED) $(BUILD)/tsan/tarseal
	@sh tests/run.sh $(BUILD)/san $(ONLY)
	@[ -n "$(ONLY)" ] || sh tests/run.sh $(BUILD)/tsan

# Which lines the tests run. The report lists files below 80 %.
coverage: deps-test
	@sh tests/install.sh $(DEPS_COVERAGE)
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/cov STATIC=no OPT=-O0 LDFLAGS=--coverage \
		CFLAGS='--coverage -fprofile-update=atomic -U_FORTIFY_SOURCE -DTS_COVERAGE' \
		$(BUILD)/cov/tarseal $(BUILD)/cov/unit
	@sh tests/run.sh $(BUILD)/cov
	@gcovr --root . --filter src/ --exclude src/mktables.c --exclude-unreachable-branches $(BUILD)/cov --sort-percentage | \
		awk '/^TOTAL/ || ($$4 + 0 < 80 && $$4 ~ /%/)'

# Real other tools. Node.js and npm are installed from Debian if they are missing.
interop: deps-test
	@command -v node >/dev/null && command -v npm >/dev/null || sh tests/install.sh nodejs npm
	@sh tests/install.sh $(DEPS_SHELLS)
	@$(MAKE) --no-print-directory all
	@sh tests/interop/interop.sh $(BUILD)

scale: deps-test
	@sh tests/install.sh $(DEPS_SCALE)
	@$(MAKE) --no-print-directory all
	@sh tests/scale/scale.sh $(BUILD)

# Cost grows linearly with the input.
linear: deps-test
	@sh tests/install.sh $(DEPS_LINEAR)
	@$(MAKE) --no-print-directory all
	@python3 -B tests/linear/linear.py $(BUILD)/tarseal fixtures

$(BUILD)/html_pages: $(BUILD)/obj/tests/html/pages.o $(BUILD)/obj/tests/unit/html_samples.o $(BUILD)/libtarseal.a
	$(call say,ld)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIB_LDLIBS)

# Reports in a real browser.
html: deps-test
	@sh tests/install.sh $(DEPS_HTML)
	@command -v node >/dev/null && command -v npm >/dev/null || sh tests/install.sh nodejs npm
	@$(MAKE) --no-print-directory $(BUILD)/html_pages
	@sh tests/html/html.sh $(BUILD)

check: deps-check
	@$(MAKE) --no-print-directory all
	@sh tests/check.sh $(BUILD) $(LAYERS) cli cli/verbs wasm wasm/include

# Here the library's allocations fail: their calls are wrapped (see tests/torture/alloc_unit.c).
WRAPPED := malloc calloc realloc strdup strndup
$(BUILD)/alloc_unit: $(BUILD)/obj/tests/torture/alloc_unit.o $(BUILD)/obj/tests/torture/alloc_targets.o \
		$(BUILD)/obj/tests/unit/html_samples.o $(BUILD)/libtarseal.a
	$(call say,ld)
	$(Q)$(CC) $(LDFLAGS_ALL) $(WRAPPED:%=-Wl,--wrap=%) -o $@ $^ $(LIB_LDLIBS)

$(BUILD)/torture/fault.so: tests/torture/fault.c
	@mkdir -p $(@D)
	$(call say,cc)
	$(Q)$(CC) -std=c17 -g -O2 -fPIC -shared $(WARN) -o $@ $<

# Faults at a sample of points, for TORTURE_SECONDS; FULL=1 tries all points (see tests/torture/torture.py).
torture: deps-test
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/shared STATIC=no $(BUILD)/shared/tarseal $(BUILD)/shared/torture/fault.so
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/san SAN=-fsanitize=address,undefined OPT=-O1 $(BUILD)/san/alloc_unit
	@python3 -B tests/torture/torture.py $(BUILD)

# libFuzzer on every parser, FUZZ_SECONDS for each target.
FUZZ_SECONDS ?= 60
FUZZ_BUILD = BUILD=$(BUILD)/fuzz CC=clang OPT=-O1 SAN=-fsanitize=fuzzer-no-link,address,undefined

fuzz: deps-fuzz
	@$(MAKE) --no-print-directory -s all
	@$(MAKE) --no-print-directory -s $(FUZZ_BUILD) fuzzers
	@sh tests/fuzz/run.sh $(BUILD) $(FUZZ_SECONDS)

# What continuous integration runs, and the same with more fuzzing and torture (see tests/ci.sh).
ci:
	@sh tests/ci.sh

ci-full:
	@FUZZ_SECONDS=60 TORTURE_SECONDS=600 sh tests/ci.sh full

# Speed and memory next to other tools, and next to an older version with PREVIOUS=COMMIT; ROUNDS, SCALE and ONLY choose
# how often, how much and which (tests/bench/bench.py).
bench: deps-test
	@sh tests/install.sh $(DEPS_BENCH)
	@$(MAKE) --no-print-directory -s all
	@rm -rf $(BUILD)/previous
	@[ -z "$(PREVIOUS)" ] || { mkdir $(BUILD)/previous && git archive $(PREVIOUS) | tar -xC $(BUILD)/previous && \
		$(MAKE) -C $(BUILD)/previous --no-print-directory -s BUILD=build build/tarseal; }
	@$(if $(findstring B,$(or $(ONLY),B)),$(MAKE) --no-print-directory -s bench-builds)
	@$(if $(findstring W,$(or $(ONLY),W)),$(MAKE) --no-print-directory -s wasm)
	@BUILDS='$(BENCH_BUILDS)' MODULE='$(BUILD)' PREVIOUS_TARSEAL=$(if $(PREVIOUS),$(BUILD)/previous/build/tarseal) python3 -B tests/bench/bench.py $(BUILD)/tarseal fixtures/trials
	@$(MAKE) --no-print-directory -s bench-scan

bench-scan: deps-test
	@sh tests/install.sh $(DEPS_BENCH)
	@$(MAKE) --no-print-directory -s all
	@$(CC) -O2 -o $(BUILD)/vectorscan tests/bench/vectorscan.c $$(pkg-config --cflags --libs libhs)
	@python3 tests/bench/scan.py $(BUILD)/tarseal $(BUILD)/vectorscan $(RULES)

format: deps-check
	clang-format -i $(wildcard src/*.c src/*/*.[ch] src/*/*/*.[ch] include/*.h tests/*/*.[ch])

# For editors: how each source is compiled.
compile_commands.json: Makefile $(LIB_SRC) $(CLI_SRC)
	@for source in $(LIB_SRC) $(CLI_SRC); do \
		printf '{"directory": "%s", "file": "%s", "command": "%s"},\n' "$(CURDIR)" $$source \
			"$(CC) $(subst ",\\\",$(CFLAGS_ALL) $(DEFINES) $(FACTS)) -c $$source"; \
	done | sed '1s/^/[/; $$s/,$$/]/' >$@

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(PREFIX)/include \
		$(addprefix $(DESTDIR)$(PREFIX)/share/,man/man1 man/man5 man/man7 bash-completion/completions \
			zsh/site-functions fish/vendor_completions.d tarseal/ci tarseal/schemas)
	install -m 755 $(BUILD)/tarseal $(DESTDIR)$(PREFIX)/bin/tarseal
	install -m 644 $(BUILD)/libtarseal.a $(DESTDIR)$(LIBDIR)/libtarseal.a
	install -m 755 $(BUILD)/libtarseal.so $(DESTDIR)$(LIBDIR)/libtarseal.so.$(VERSION)
	ln -sf libtarseal.so.$(VERSION) $(DESTDIR)$(LIBDIR)/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/libtarseal.so
	install -m 644 include/tarseal.h $(DESTDIR)$(PREFIX)/include/tarseal.h
	$(PC_FILE) >$(DESTDIR)$(LIBDIR)/pkgconfig/tarseal.pc
	for section in 1 5 7; do \
		install -m 644 $(BUILD)/man/*.$$section $(DESTDIR)$(PREFIX)/share/man/man$$section || exit 1; done
	install -m 755 src/packaging/ci/*.sh $(DESTDIR)$(PREFIX)/share/tarseal/ci
	$(RUN) help --completion bash \
		>$(DESTDIR)$(PREFIX)/share/bash-completion/completions/tarseal
	for id in $$($(RUN) profile list | sed -n 's/^\([a-z][a-z-]*\) .*/\1/p'); do \
		$(RUN) profile schema $$id >$(DESTDIR)$(PREFIX)/share/tarseal/schemas/$$id.json || exit 1; done
	$(RUN) help --completion zsh >$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_tarseal
	$(RUN) help --completion fish \
		>$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/tarseal.fish

include src/packaging/packaging.mk
include src/packaging/wasm.mk

clean:
	rm -rf build
