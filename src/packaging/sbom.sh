#!/bin/sh
# sbom.sh PROGRAM MAP ARCH VERSION [SYSROOT]: a software bill of materials (CycloneDX 1.5) of a static program, on standard
# output: the Debian packages of the archives that its linker map names, and cJSON.
set -eu
program=$1 map=$2 arch=$3 version=$4 sysroot=${5:-}
here=$(dirname "$0")
# shellcheck source=/dev/null
. /etc/os-release
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# about FILE: the package of a file, its version, and the name and version of its source
about() {
	case ${sysroot:+$1} in
	"$sysroot"/*) awk -F '\t' -v OFS='\t' -v path="${1#"$sysroot"}" '$1 == path {print $2, $3, $4, $5}' "$sysroot/packages.tsv" ;;
	*) dpkg-query -W -f '${Package}\t${Version}\t${source:Package}\t${source:Version}\n' \
		"$(dpkg-query -S "$(realpath "$1")" | sed -n '1s/: .*//p')" ;;
	esac
}

sed -n 's/^\(\/[^ (]*\.a\)(.*/\1/p' "$map" | sort -u >"$work/archives"
dpkg-query -W -f 'libcjson-dev\t${source:Version}\t${source:Package}\t${source:Version}\n' libcjson-dev >"$work/packages"
while read -r path; do
	path=$(realpath -s "$path")
	package=$(about "$path")
	[ -n "$package" ] || {
		echo "sbom.sh: no package has $path" >&2
		exit 1
	}
	printf '%s\n' "$package" >>"$work/packages"
done <"$work/archives"
[ -s "$work/archives" ] || {
	echo "sbom.sh: $map names no archive" >&2
	exit 1
}
sort -u "$work/packages" >"$work/sorted"
jq -R -s --arg version "$version" --arg arch "$arch" --arg distro "$ID-$VERSION_ID" \
	--arg sha256 "$(sha256sum "$program" | cut -d' ' -f1)" --arg epoch "$(sh "$here/epoch.sh")" \
	--rawfile licences "$here/licences.tsv" '
	($licences | [split("\n")[] | select(test("^[^#]")) | split("\t") | {(.[0]): .[1]}] | add) as $licence |
	[split("\n")[] | select(. != "") | split("\t") |
		{name: .[0], version: .[1], source: .[2], source_version: .[3]} |
		. + {purl: "pkg:deb/debian/\(.name)@\(.version | @uri)?arch=\($arch)&distro=\($distro)"} |
		. + {licence: ($licence[.source | sub("^gcc-.*"; "gcc")] // error("no licence for \(.source) in licences.tsv"))}] as $parts |
	{bomFormat: "CycloneDX", specVersion: "1.5", version: 1,
	 metadata: {timestamp: ($epoch | tonumber | todate),
		component: {type: "application", "bom-ref": "tarseal", name: "tarseal", version: $version,
			licenses: [{license: {id: "ISC"}}], hashes: [{alg: "SHA-256", content: $sha256}]}},
	 components: [$parts[] | {type: "library", "bom-ref": .purl, name, version, purl,
		licenses: [{expression: .licence}],
		properties: [{name: "debian:source", value: .source}, {name: "debian:source-version", value: .source_version}]}],
	 dependencies: [{ref: "tarseal", dependsOn: [$parts[].purl]}]}' "$work/sorted"
