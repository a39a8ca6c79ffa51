# The README and docs/: their commands do what the pages say.
# shellcheck disable=SC2015 # ok does not fail
script=docs
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")/../docs" && pwd)
root=$(cd "$FIXTURES/.." && pwd)
seal_all
PATH=$(dirname "$TARSEAL"):$PATH
export PATH SEALED_DIR KEYS
export HERE="$here"
unset SOURCE_DATE_EPOCH

for page in "$root/README.md" "$root"/docs/*.md; do
	name=$(basename "$page" .md)
	# A folder's page is its README.
	[ "$page" = "$root/README.md" ] || [ "$name" != README ] || name=docs-README
	rm -rf "$WORK/docs"
	mkdir "$WORK/docs"
	cp -r "$root/fixtures" "$root/keys.example" "$WORK/docs"
	cd "$WORK/docs" || exit 1
	python3 "$here/run.py" "$page" "$here/$name.sh" >"$WORK/docs.log" 2>&1 || echo "not ok $name: run.py failed" >>"$WORK/docs.log"
	passed=$((passed + $(grep -c '^ok ' "$WORK/docs.log")))
	failed=$((failed + $(grep -c '^not ok ' "$WORK/docs.log")))
	sed -n '/^not ok /,/^ok /{/^ok /!p}' "$WORK/docs.log"
done
finish
