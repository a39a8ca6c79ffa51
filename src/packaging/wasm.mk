# The verifying half of tarseal as a WebAssembly module, and what it is handed out in: a page and an npm package. The
# Makefile includes this file.

DEPS_WASM := autoconf automake binaryen clang-14 debian-archive-keyring dpkg-dev esbuild libclang-rt-14-dev-wasm32 libtool lld-14 llvm-14 \
	make wasi-libc

WASM := $(BUILD)/module
WASM_LIBRARIES := $(BUILD)/wasm-libraries

.PHONY: wasm wasm-deps test-wasm

# What verifies: no secret keys, nothing that writes bundles or directories. src/wasm/ has another one of what depends on the
# system.
WASM_LAYERS := $(filter-out start pack publish scan api,$(LAYERS)) publish
WASM_LEFT_OUT := base/outdir base/platform base/platform_create base/writebehind crypto/agent crypto/libcrypto crypto/libcrypto_shared crypto/libcrypto_static \
	crypto/secret crypto/secret_memory crypto/secret_minisign crypto/secret_openssh crypto/secret_pkcs8 crypto/sha256 \
	crypto/sign_secret crypto/timestamp format/signer format/tar_write lines/sign publish/publish stamp/request verify/extract \
	cli/build_facts cli/key_pair cli/pack_options cli/package cli/previous_approval cli/sandbox cli/signals cli/signers \
	cli/stamp_target cli/status cli/terminal cli/waivers
WASM_VERBS := audit audit_lines explain help inspect profile table trust trust_authority trust_diff trust_edit \
	trust_stage verify verify_summary version
WASM_LIB_SRC := $(filter-out $(WASM_LEFT_OUT:%=src/%.c),$(sort $(wildcard $(WASM_LAYERS:%=src/%/*.c))))
WASM_CLI_SRC := src/main.c $(filter-out $(WASM_LEFT_OUT:%=src/%.c),$(sort $(wildcard src/cli/*.c))) \
	$(WASM_VERBS:%=src/cli/verbs/%.c)
WASM_SRC := $(sort $(wildcard src/wasm/*.c))
WASM_LIB_OBJ := $(WASM_LIB_SRC:src/%.c=$(WASM)/obj/%.o) $(WASM_SRC:src/%.c=$(WASM)/obj/%.o)
WASM_OBJ := $(WASM_LIB_OBJ) $(WASM_CLI_SRC:src/%.c=$(WASM)/obj/%.o) $(WASM)/obj/profiles.o $(WASM)/obj/rules.o

WASM_CC := clang-14 --target=wasm32-wasi --sysroot=$(WASM_LIBRARIES)/sysroot
WASM_CFLAGS := -std=c17 -D_POSIX_C_SOURCE=200809L -D_WASI_EMULATED_SIGNAL -O2 -ffunction-sections -fdata-sections \
	'-ffile-prefix-map=$(CURDIR)=.' $(WARN) -Wno-gnu-statement-expression -isystem src/wasm/include -isystem $(WASM_LIBRARIES)/include \
	-DSODIUM_STATIC -DPCRE2_STATIC -Isrc -Iinclude
# The stack is larger than the default of 64 KiB. Below the data, so that an overflow traps.
WASM_LINK = $(WASM_CC) -Wl,--gc-sections,--stack-first,-z,stack-size=4194304 -o $@ $(filter %.o,$^) \
	$(WASM_LIBRARIES)/lib/libsodium.a $(WASM_LIBRARIES)/lib/libpcre2-8.a $(WASM_LIBRARIES)/lib/cJSON.o -lwasi-emulated-signal
WASM_FACTS := -DTS_TARGET='"wasm32-wasi"' -DTS_LINKING='"static"' -DTS_COMPILER='"clang 14"'

wasm-deps: deps
	@sh tests/install.sh $(DEPS_WASM)
	@command -v node >/dev/null && command -v npm >/dev/null || sh tests/install.sh nodejs npm

$(WASM_LIBRARIES)/packages.tsv: src/packaging/wasm-libraries.sh src/packaging/apt.sh
	$(call say,libs)
	$(Q)sh src/packaging/wasm-libraries.sh $(@D)

$(WASM_OBJ) $(WASM)/obj/mktables.o: $(WASM_LIBRARIES)/packages.tsv Makefile src/packaging/wasm.mk

$(WASM)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(call say,cc)
	$(Q)$(WASM_CC) $(WASM_CFLAGS) $(DEFINES) $(WASM_FACTS) -MMD -MP -c -o $@ $<

$(WASM)/obj/profiles.o $(WASM)/obj/rules.o: $(WASM)/obj/%.o: $(WASM)/gen/%.c
	@mkdir -p $(@D)
	$(call say,cc)
	$(Q)$(WASM_CC) $(WASM_CFLAGS) -MMD -MP -c -o $@ $<

$(WASM)/gen/profiles.c: $(BUILD)/gen/profiles.c
	@mkdir -p $(@D) && cp $< $@

# The tables contain patterns that the target's own PCRE2 has compiled.
$(WASM)/mktables.wasm: $(WASM)/obj/mktables.o $(WASM_LIB_OBJ)
	$(call say,ld)
	$(Q)$(WASM_LINK)

WASM_RUN = node src/wasm/js/run.mjs

$(WASM)/gen/rules.c: $(WASM)/mktables.wasm $(RULES) $(wildcard src/wasm/js/*.mjs)
	@mkdir -p $(@D)
	$(call say,gen)
	$(Q)$(WASM_RUN) $(WASM)/mktables.wasm $(RULES) >$@ || { rm -f $@; false; }

$(WASM)/linked.wasm: $(WASM_OBJ)
	$(call say,ld)
	$(Q)$(WASM_LINK)

$(WASM)/tarseal.wasm: $(WASM)/linked.wasm
	$(call say,opt)
	$(Q)wasm-opt -O3 --strip-debug --strip-producers -o $@ $<

-include $(WASM_OBJ:.o=.d) $(WASM)/obj/mktables.d

# The page: one file with everything in it.
WASM_JS := $(wildcard src/wasm/js/*.mjs)
PAGE := src/packaging/page
SAMPLE := fixtures/golden

$(WASM)/%.js: $(PAGE)/%.mjs $(WASM_JS) $(wildcard $(PAGE)/*.mjs)
	@mkdir -p $(@D)
	$(Q)esbuild --bundle --format=iife --charset=utf8 --log-level=warning --outfile=$@ $<

# Reports on anything: the page shows them, and so has to allow their styles.
$(WASM)/report.html $(WASM)/audit.html: $(WASM)/%.html: $(WASM)/tarseal.wasm
	$(Q)$(WASM_RUN) $< $* --format html --trust $(SAMPLE)/trust.json --at 2026-06-21T00:00:00Z $(SAMPLE)/golden-followup.tar >$@; [ -s $@ ]

$(BUILD)/tarseal.html: $(WASM)/tarseal.wasm $(WASM)/worker.js $(WASM)/page.js $(WASM)/report.html $(WASM)/audit.html \
		$(wildcard $(PAGE)/*) $(wildcard $(SAMPLE)/*.*)
	$(call say,page)
	$(Q)node $(PAGE)/make.mjs $(VERSION) $(WASM)/tarseal.wasm $(SAMPLE) $(WASM)/worker.js $(WASM)/page.js $(WASM)/report.html \
		$(WASM)/audit.html >$@ || { rm -f $@; false; }

# The npm package: build/npm is its contents.
NPM := src/packaging/npm
NPM_FILES := $(NPM)/README.md $(NPM)/cli.mjs $(NPM)/index.d.ts $(NPM)/index.mjs $(NPM)/tarseal.cjs $(filter-out %/run.mjs,$(WASM_JS))

$(BUILD)/npm/package.json: $(NPM)/package.json $(NPM_FILES) $(WASM)/tarseal.wasm LICENSE Makefile
	$(call say,npm)
	$(Q)rm -rf $(@D) && mkdir -p $(@D) && cp $(NPM_FILES) $(WASM)/tarseal.wasm LICENSE $(@D)
	$(Q)sh src/packaging/licences.sh libsodium-dev libpcre2-dev libcjson-dev wasi-libc >$(@D)/licences.txt
	$(Q)sed 's/@VERSION@/$(VERSION)/' $< >$@

$(BUILD)/tarseal-npm.tgz: $(BUILD)/npm/package.json
	$(Q)cd $(BUILD)/npm && npm pack --silent --ignore-scripts >/dev/null && mv tarseal-$(VERSION).tgz $(abspath $@)

# The bill of materials of the module, which both contain.
$(BUILD)/tarseal-wasm.cdx.json: $(WASM)/tarseal.wasm $(WASM_LIBRARIES)/packages.tsv src/packaging/sbom.sh src/packaging/licences.tsv
	$(Q)sh src/packaging/sbom.sh $< $(WASM_LIBRARIES)/packages.tsv source $(VERSION) >$@ || { rm -f $@; false; }

wasm: wasm-deps
	@$(MAKE) --no-print-directory -j$(JOBS) $(BUILD)/tarseal.html $(BUILD)/tarseal-npm.tgz $(BUILD)/tarseal-wasm.cdx.json

# The page in a browser, the npm package with several versions of Node.js, and both against the program; ONLY=suite runs one
# (see tests/wasm/run.sh).
test-wasm: deps-test wasm
	@sh tests/install.sh $(DEPS_HTML)
	@$(MAKE) --no-print-directory -s -j$(JOBS) $(BUILD)/tarseal $(BUILD)/unit
	@sh tests/wasm/run.sh $(BUILD) $(ONLY)
