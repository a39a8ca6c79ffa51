#!/bin/sh
# sbom.sh FILE PACKAGES ARCH VERSION: a software bill of materials (CycloneDX 1.5) of a file that contains the Debian packages in
# PACKAGES, as linked.sh lists them, on standard output. ARCH is theirs.
set -eu
file=$1 packages=$2 arch=$3 version=$4
here=$(dirname "$0")
# shellcheck source=/dev/null
. /etc/os-release
jq -R -s --arg version "$version" --arg arch "$arch" --arg distro "$ID-$VERSION_ID" \
	--arg sha256 "$(sha256sum "$file" | cut -d' ' -f1)" --arg epoch "$(sh "$here/epoch.sh")" \
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
	 dependencies: [{ref: "tarseal", dependsOn: [$parts[].purl]}]}' "$packages"
