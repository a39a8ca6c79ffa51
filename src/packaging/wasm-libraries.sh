#!/bin/sh
# wasm-libraries.sh DIR: libsodium, PCRE2 and cJSON of Debian's source packages, compiled for WebAssembly, in DIR/include and
# DIR/lib; DIR/sysroot has the C library, and nothing else of this machine. DIR/packages.tsv lists
# what went in, as linked.sh does.
set -eu
. "$(dirname "$0")/apt.sh"
rm -rf "$1"
mkdir -p "$1/sysroot/include" "$1/sysroot/lib" "$1/include/cjson" "$1/lib" "$1/sources"
dir=$(cd "$1" && pwd)
ln -s /usr/include/wasm32-wasi "$dir/sysroot/include/wasm32-wasi"
ln -s /usr/lib/wasm32-wasi "$dir/sysroot/lib/wasm32-wasi"

target="--target=wasm32-wasi --sysroot=$dir/sysroot"
flags="-O2 -ffunction-sections -fdata-sections -D_WASI_EMULATED_SIGNAL -ffile-prefix-map=$dir=."

# quietly COMMAND…: its output only if it fails
quietly() {
	"$@" >log 2>&1 || {
		cat log >&2
		return 1
	}
}

# configure OPTION…: as its authors mean it to be configured, for this target
configure() {
	quietly ./configure --host=wasm32-wasi --disable-shared --disable-dependency-tracking "$@" \
		CC="clang-14 $target" CFLAGS="$flags" AR=llvm-ar-14 RANLIB=llvm-ranlib-14
}

# fetch SOURCE BINARY: the source of this library, of the version that is installed
fetch() {
	apt_source "$1" "$(dpkg-query -W -f '${source:Version}' "$2")"
	version=$(sed -n 's/^Version: //p' "$1"_*.dsc)
	printf '%s\t%s\t%s\t%s\n' "$1" "$version" "$1" "$version" >>"$dir/packages"
}

build_libsodium() {
	cd libsodium-*/
	quietly autoreconf -fi
	configure --disable-ssp --disable-asm --without-pthreads
	quietly make -j"$(nproc)" -C src/libsodium install-data libsodium.la prefix="$dir"
	mv src/libsodium/.libs/libsodium.a "$dir/lib"
}

build_pcre2() {
	cd pcre2-*/
	configure --disable-pcre2grep-callout
	quietly make -j"$(nproc)" libpcre2-8.la
	mv .libs/libpcre2-8.a "$dir/lib"
	mv src/pcre2.h "$dir/include"
}

build_cjson() {
	cd cjson-*/
	# shellcheck disable=SC2086 # words
	quietly clang-14 $target $flags -c -o "$dir/lib/cJSON.o" cJSON.c
	mv cJSON.h "$dir/include/cjson"
}

apt_begin "$dir/apt" "$(dpkg --print-architecture)"
cd "$dir/sources"
fetch libsodium libsodium-dev
fetch pcre2 libpcre2-dev
fetch cjson libcjson-dev
(build_libsodium) &
libsodium=$!
(build_pcre2)
(build_cjson)
wait $libsodium
dpkg-query -W -f '${Package}\t${Version}\t${source:Package}\t${source:Version}\n' wasi-libc libclang-rt-14-dev-wasm32 >>"$dir/packages"
mv "$dir/packages" "$dir/packages.tsv"
