# Names that are safe on every system: every rule in docs/format.md, in validly sealed bundles and as inputs.
import os

from lab import END, case, cases, entry, listing

COMPONENTS = {
	"backslash": "a\\b", "percent": "a%2fb", "colon": "a:b", "star": "a*", "question": "a?", "quote": 'a"b',
	"less": "a<b", "greater": "a>b", "pipe": "a|b", "delete": "a\x7f", "control": "a\x01b", "tab": "a\tb",
	"escape": "a\x1b[31mb", "utf-8": "\u00e4.txt", "direction-mark": "a\u202etxt.b", "dash-first": "-rf", "tilde-first": "~root",
	"space-first": " a", "dot-underscore-first": "._a", "space-last": "a ", "dot-last": "a.", "dots-three": "...",
	"con": "con", "con-capitals": "CON.txt", "prn": "prn.json", "aux": "aUx", "nul-two-extensions": "nul.tar.txt",
	"com1": "com1", "com0": "COM0.txt", "lpt9": "lpt9.log", "conin": "CONIN$", "conout": "conout$.txt",
	"con-space": "con .txt",
}
PATHS = {
	"dot": "./a", "dot-dot": "../a", "dot-dot-deep": "a/../b", "empty-component": "a//b", "component-101": "c" * 101 + "/x",
}
CLASHES = {
	"case": ("a.txt", "A.txt"), "case-directory": ("Refs/a", "refs/b"), "case-deep": ("x/Y/a", "x/y/b"),
	"file-and-directory": ("a", "a/b"), "file-and-directory-apart": ("a", "a.b", "a/c"),
	"file-and-directory-case": ("A", "a/b"), "case-of-the-record": ("FollowUp.json",),
}


def content(path):
	"""Something harmless that a file of this name may hold."""
	return b"{}\n" if path.endswith("json") else b"reference\n"


def sealed(d, paths):
	"""Attachments of the record with these paths, in a bundle that is otherwise correct."""
	return d.forged(lambda b: [b.files.__setitem__("data/record/" + p, content(p)) for p in paths])


def attached(d, paths):
	"""The same as inputs of pack."""
	d.trial()
	d.record = "rec"
	d.write("rec/followup.json", d.read("followup.json"))
	for path in paths:
		d.write(os.path.join(b"rec", os.fsencode(path)), content(os.fsdecode(path)))
	return d.pack()


def top(d, name):
	"""A bundle in a directory with this name."""
	entries = [(name + p[p.index(b"/") :], c) for p, c in listing(d.lab.good())]
	return d.verify(b"".join(entry(*e) for e in entries) + END)


cases("name-sealed-", {n: (p,) for n, p in {**COMPONENTS, **PATHS}.items()}, sealed)
cases("name-sealed-clash-", CLASHES, sealed)
# two names for one directory cannot exist as a file and a directory at once
cases("name-packed-", {**{n: (p,) for n, p in COMPONENTS.items()}, "newline": ("a\nb",), "latin-1": (b"caf\xe9.txt",),
	"component-101": ("c" * 101,), "directory": ("con/a.txt",), "too-long-to-split": ("/".join(["d" * 90] * 3),)}, attached)
cases("name-packed-clash-", {n: c for n, c in CLASHES.items() if n in ("case", "case-directory", "case-deep",
	"file-and-directory-case", "case-of-the-record")}, attached)
cases("name-bundle-", {
	"capitals": b"Alder", "dot-first": b".alder", "dash-first": b"-alder", "space": b"al der", "plus": b"al+der",
	"utf-8": "\u00e4lder".encode(), "device": b"con", "device-extension": b"nul.alder", "dot-last": b"alder.",
	"sixty-five": b"a" * 65, "empty": b"", "dot-dot": b"..", "escape": b"a\x1b[31m", "underscore-first": b"_alder",
}, top)
OPTIONS = {"capitals": "Alder", "slash": "a/b", "dot-dot": "..", "empty": "", "sixty-five": "a" * 65, "device": "aux",
	"dot-last": "alder.", "space": "al der", "escape": "a\x1b[31m"}


def named(d, name):
	d.trial()
	return d.pack("--name", name)


cases("name-option-", OPTIONS, named)


def by_output(d):
	"""Without --name, the name of the output file becomes the bundle's."""
	d.trial()
	argv = d.pack()
	argv[argv.index("out.tar")] = "Release Final.tar"
	return argv


case("name-of-output", by_output)


def evidence(d, name):
	"""An unsafe name inside the package itself, where approving it must be refused too."""
	d.trial()
	d.write("expiry/refs/" + name, "reference\n")
	return ["approve", "expiry", "--key", d.lab.key("approver"), "--ref", "approval:opaque-1", "--by", "role:tester",
		"--yes", "-o", "approved.json"]


cases("name-approved-", {"colon": "a:b", "control": "a\x01", "newline": "a\nb", "con": "con", "utf-8": "\u00e4"}, evidence)
