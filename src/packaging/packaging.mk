# Builds for other processors and everything that is handed to users. The Makefile includes this file.

DEPS_CROSS := debian-archive-keyring dpkg lowdown make pkg-config qemu-user-static
DEPS_STATIC := debian-archive-keyring dpkg-dev git jq
DEPS_DEB := build-essential debhelper dpkg-dev git
DEPS_OCI := buildah
DEPS_PACKAGES := bubblewrap curl debootstrap lintian pre-commit python3-yaml qemu-user-static rsync skopeo umoci

# make cross ARCH=… builds for one of these; make test-cross runs the tests there by an emulator.
TARGET_amd64 := x86_64-linux-gnu
TARGET_arm64 := aarch64-linux-gnu
TARGET_armhf := arm-linux-gnueabihf
TARGET_s390x := s390x-linux-gnu
QEMU_amd64 := x86_64
QEMU_arm64 := aarch64
QEMU_armhf := arm
QEMU_s390x := s390x

.PHONY: cross cross-deps test-cross static static-packages build-packages deb oci dist candidate release test-packages test-debian \
	bench-builds

CROSS := $(BUILD)/cross/$(ARCH)
SYSROOT := $(abspath $(CROSS)/sysroot)
# gcc, or clang
COMPILER ?= gcc
CROSS_gcc = $(TARGET_$(ARCH))-gcc
CROSS_clang = clang --target=$(TARGET_$(ARCH)) --gcc-toolchain=/usr
CROSS_MAKE = PKG_CONFIG_SYSROOT_DIR=$(SYSROOT) \
	PKG_CONFIG_LIBDIR=$(SYSROOT)/usr/lib/$(TARGET_$(ARCH))/pkgconfig:$(SYSROOT)/usr/share/pkgconfig \
	$(MAKE) --no-print-directory BUILD=$(CROSS)/$(COMPILER) CC='$(CROSS_$(COMPILER)) --sysroot=$(SYSROOT)' \
	AR=$(TARGET_$(ARCH))-ar EMULATOR='qemu-$(QEMU_$(ARCH))-static -L $(SYSROOT)'

cross-deps:
	@[ -n "$(TARGET_$(ARCH))" ] || { echo "ARCH is a processor: amd64, arm64, armhf or s390x" >&2; exit 2; }
	@sh tests/install.sh $(DEPS_CROSS) gcc-$(subst _,-,$(TARGET_$(ARCH))) $(if $(filter clang,$(COMPILER)),clang)
	@$(MAKE) --no-print-directory -s $(SYSROOT)/packages.tsv

# The libraries of that processor, unpacked and not installed.
$(SYSROOT)/packages.tsv: src/packaging/sysroot.sh src/packaging/apt.sh
	@mkdir -p $(CROSS)
	@sh src/packaging/sysroot.sh $(ARCH) $(SYSROOT) check $(filter-out gcc lowdown pkg-config,$(DEPS_BUILD))

cross: cross-deps
	+@$(CROSS_MAKE) all

test-cross: cross-deps deps-test
	+@$(CROSS_MAKE) -j$(JOBS) -s all $(CROSS)/$(COMPILER)/unit
	@sh tests/cross.sh $(CROSS)/$(COMPILER) "qemu-$(QEMU_$(ARCH))-static -L $(SYSROOT)" $(ONLY)

# One program for any Linux of this processor, or of ARCH, in build/static or build/cross/ARCH/static, with its bill of
# materials.
NATIVE = $(shell dpkg --print-architecture)
STATIC_DIR = $(if $(ARCH),$(CROSS),$(BUILD))/static

static: $(if $(ARCH),cross-deps,deps)
	@sh tests/install.sh $(DEPS_STATIC)
	+@$(if $(ARCH),$(CROSS_MAKE),$(MAKE) --no-print-directory) -j$(JOBS) BUILD=$(STATIC_DIR) STATIC=all $(STATIC_DIR)/tarseal
	@sh src/packaging/linked.sh $(STATIC_DIR)/tarseal.map $(if $(ARCH),$(SYSROOT)) >$(STATIC_DIR)/packages.tsv
	@sh src/packaging/sbom.sh $(STATIC_DIR)/tarseal $(STATIC_DIR)/packages.tsv $(or $(ARCH),$(NATIVE)) $(VERSION) \
		>$(STATIC_DIR)/bill && mv $(STATIC_DIR)/bill $(STATIC_DIR)/tarseal.cdx.json

$(BUILD)/cjson/cJSON.c: src/packaging/cjson.sh
	@sh src/packaging/cjson.sh $(@D)

$(BUILD)/cjson/cJSON.o: $(BUILD)/cjson/cJSON.c
	$(call say,cc)
	$(Q)$(CC) -std=c17 -g $(OPT) -fPIC '-ffile-prefix-map=$(CURDIR)=.' $(EXTRA) $(CFLAGS) -c -o $@ $<

# The builds that make bench compares. The one at fixed addresses is there to measure what position independence costs.
BENCH_BUILDS = mixed=$(BUILD)/tarseal static=$(BUILD)/static/tarseal static,fixed=$(BUILD)/static/tarseal-fixed \
	shared=$(BUILD)/shared/tarseal

bench-builds: static
	@$(MAKE) --no-print-directory -s BUILD=$(BUILD)/static STATIC=all $(BUILD)/static/tarseal-fixed
	@$(MAKE) --no-print-directory -s BUILD=$(BUILD)/shared STATIC=no $(BUILD)/shared/tarseal

$(BUILD)/tarseal-fixed: $(BUILD)/tarseal
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $(CLI_OBJ) $(CJSON_OBJ) $(BUILD)/libtarseal.a $(patsubst -static-pie,-static,$(LDLIBS_all))

# The packages whose libraries are linked into the program, for debian/rules, and all that a build needs.
static-packages:
	@echo $(DEPS_LINKED)
build-packages:
	@echo $(DEPS_BUILD)

# Debian packages for this processor in build/deb.
deb: deps
	@sh tests/install.sh $(DEPS_DEB)
	@sh src/packaging/deb.sh $(BUILD)/deb $(VERSION)

# An image with nothing but the static program, for each of these processors, in build/oci.
ARCHS ?= amd64 arm64
static_of = $(if $(filter $(NATIVE),$(1)),$(BUILD),$(BUILD)/cross/$(1))/static/tarseal

oci:
	@sh tests/install.sh $(DEPS_OCI)
	@for arch in $(ARCHS); do \
		$(MAKE) --no-print-directory -s static ARCH=$$([ $$arch = $(NATIVE) ] || echo $$arch) || exit 1; done
	@mkdir -p $(BUILD)/oci
	@sh src/packaging/licences.sh $$(jq -r '.components[].name | select(endswith("-cross") | not)' \
		$(foreach arch,$(ARCHS),$(call static_of,$(arch)).cdx.json) | sort -u) >$(BUILD)/oci/tarseal-$(VERSION)-licences.txt
	@sh src/packaging/oci.sh $(BUILD)/oci/tarseal-$(VERSION)-oci.tar $(VERSION) \
		$(BUILD)/oci/tarseal-$(VERSION)-licences.txt $(foreach arch,$(ARCHS),$(arch)=$(call static_of,$(arch)))

# Everything that a release consists of, in build/dist, from the last commit, with today's versions of the libraries.
dist:
	@sh tests/install.sh --upgrade $(DEPS_BUILD) $(DEPS_STATIC)
	@sh src/packaging/dist.sh $(BUILD) $(VERSION) $(NATIVE) $(ARCHS)

# What a maintainer approves, in build/candidate: all suites are run on the program of the release.
MADE = $(BUILD)/made

candidate: dist deps-test
	@$(MAKE) --no-print-directory -s -C $(MADE) BUILD=build/static STATIC=all build/static/unit
	@sh tests/run.sh $(MADE)/build/static >$(BUILD)/tests.txt; tail -n 1 $(BUILD)/tests.txt
	@rm -rf $(BUILD)/candidate
	@sh src/packaging/candidate.sh $(BUILD)/dist $(VERSION) $(BUILD)/tests.txt $(BUILD)/candidate
	@echo "$(BUILD)/candidate is what a maintainer approves; docs/releasing.md has the next steps"

# Seal the approved candidate with tarseal itself.
OWNER ?= tarseal-release

release:
	@sh src/packaging/release.sh $(MADE)/build/static/tarseal $(BUILD) $(VERSION) "$(KEY)" "$(APPROVAL)" "$(OWNER)"

# What make dist makes, used as a user would; ONLY=suite runs one (see tests/packaging/run.sh).
test-packages: deps-test
	@sh tests/install.sh $(DEPS_PACKAGES)
	@command -v node >/dev/null && command -v npm >/dev/null || sh tests/install.sh nodejs npm
	@$(MAKE) --no-print-directory -s all dist
	@sh tests/packaging/run.sh $(BUILD) $(ONLY)

# The README's commands and the packages on fresh Debian systems, which debootstrap makes in build/debian.
test-debian: deps-test
	@sh tests/install.sh $(DEPS_PACKAGES)
	@$(MAKE) --no-print-directory -s all dist
	@sh tests/packaging/run.sh $(BUILD) debian:bookworm debian:trixie
