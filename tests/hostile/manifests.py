# Manifests and tag files that a trusted producer signed, and that do not match the bundle, or are in the wrong
# form.
from lab import case, cases, entry, END, listing, sha

ZERO = b"0" * 64


def lines(f):
	"""Another manifest: F of the correct one's lines; the seal names its digest."""
	def change(b):
		b.manifest = f([b"%s  %s\n" % (sha(b.files[p]).encode(), p.encode()) for p in sorted(b.files)])
	return change


def text(f):
	return lines(lambda t: f(b"".join(t)))


def first(old, new):
	return text(lambda t: t.replace(old, new, 1))


def inserted(path):
	"""A line for a file that does not exist, at its place in byte order."""
	return lines(lambda t: b"".join(sorted(t + [ZERO + b"  " + path + b"\n"], key=lambda x: x[66:])))


def tag(name, subject, f):
	"""Another bagit.txt or bag-info.txt; the seal names its digest."""
	def change(b):
		b.recount = False
		setattr(b, name, f(getattr(b, name)))
		b.statement["subject"][subject]["digest"] = {"sha256": sha(getattr(b, name))}
	return change


def without(path):
	return lambda b: b.files.pop(path)


def extra(path):
	return lambda b: b.files.__setitem__(path, b"{}\n" if path.endswith("json") else b"reference\n")


cases("manifest-", {
	"capitals": text(lambda t: t[:64].upper() + t[64:] if t[:64].upper() != t[:64] else t.upper()),
	"one-space": first(b"  ", b" "),
	"three-spaces": first(b"  ", b"   "),
	"tab": first(b"  ", b"\t"),
	"asterisk": first(b"  ", b" *"),
	"crlf": text(lambda t: t.replace(b"\n", b"\r\n")),
	"crlf-once": first(b"\n", b"\r\n"),
	"no-last-newline": text(lambda t: t[:-1]),
	"empty-line": first(b"\n", b"\n\n"),
	"empty-line-last": text(lambda t: t + b"\n"),
	"empty-line-first": text(lambda t: b"\n" + t),
	"comment": text(lambda t: b"# manifest\n" + t),
	"byte-order-mark": text(lambda t: b"\xef\xbb\xbf" + t),
	"nul": text(lambda t: t + b"\0"),
	"digest-short": text(lambda t: t[1:]),
	"digest-long": text(lambda t: b"0" + t),
	"digest-missing": text(lambda t: t[64:]),
	"digest-sha512": text(lambda t: b"0" * 64 + t),
	"digest-not-hex": text(lambda t: b"g" + t[1:]),
	"path-missing": lines(lambda t: b"".join(t) + ZERO + b"  \n"),
	"escaped": text(lambda t: b"\\" + t),
	"bsd": lines(lambda t: b"".join(b"SHA256 (" + x[66:-1] + b") = " + x[:64] + b"\n" for x in t)),
	"reversed": lines(lambda t: b"".join(reversed(t))),
	"two-swapped": lines(lambda t: b"".join([t[1], t[0]] + t[2:])),
	"twice": lines(lambda t: b"".join(t[:1] + t)),
	"twice-last": lines(lambda t: b"".join(t + t[-1:])),
	"twice-other-digest": lines(lambda t: b"".join(t) + ZERO + t[-1][64:]),
	"sorted-by-language": lambda b: (extra("data/record/B.txt")(b), extra("data/record/a.txt")(b), lines(
		lambda t: b"".join(sorted(t, key=lambda x: x[66:].lower())))(b)),
	"absolute": inserted(b"/etc/passwd"),
	"parent-outside": inserted(b"../etc/passwd"),
	"dot-slash": text(lambda t: t.replace(b"  data/approval", b"  ./data/approval")),
	"with-bundle-name": text(lambda t: t.replace(b"  data/", b"  alder-revoked/data/")),
	"tag-file": inserted(b"bag-info.txt"),
	"other-top": inserted(b"date/x"),
	"data-alone": inserted(b"data"),
	"data-directory": inserted(b"data/"),
	"parent-inside": inserted(b"data/../etc/passwd"),
	"line-missing": lines(lambda t: b"".join(x for x in t if not x.endswith(b"timeline.csv\n"))),
	"line-missing-record": lines(lambda t: b"".join(t[:-1])),
	"line-extra": inserted(b"data/record/zz.txt"),
	"line-extra-unsafe": inserted(b"data/record/a:b"),
	"line-trailing-space": text(lambda t: t.replace(b"timeline.csv\n", b"timeline.csv \n")),
	"line-other-case": text(lambda t: t.replace(b"followup.json", b"Followup.json")),
	"digest-of-another": lines(lambda t: b"".join(t).replace(t[3][:64], ZERO)),
	"digests-swapped": lines(lambda t: b"".join(t[:2] + [t[3][:64] + t[2][64:], t[2][:64] + t[3][64:]] + t[4:])),
	"empty": text(lambda t: b""),
	"newline-alone": text(lambda t: b"\n"),
}, lambda d, f: d.forged(f))
cases("layout-", {
	"fourth-part": extra("data/zz/x.txt"),
	"file-in-data": extra("data/readme.txt"),
	"approval-two": extra("data/approval/approval.json"),
	"approval-note": extra("data/approval/note.txt"),
	"approval-none": without("data/approval/approval.dsse.json"),
	"record-none": without("data/record/followup.json"),
	"evidence-none": lambda b: [b.files.pop(p) for p in list(b.files) if p.startswith("data/evidence/")],
	"approval-in-a-directory": lambda b: b.files.__setitem__(
		"data/approval/x/approval.dsse.json", b.files.pop("data/approval/approval.dsse.json")),
	"approval-named-as-plain": lambda b: (b.files.__setitem__(
		"data/approval/approval.json", b.files.pop("data/approval/approval.dsse.json")),
		b.predicate["evidence"]["approval"].__setitem__("path", "data/approval/approval.json")),
	"record-decoy": lambda b: (extra("data/record/decoy.json")(b),
		b.predicate["evidence"]["record"].__setitem__("path", "data/record/decoy.json")),
}, lambda d, f: d.forged(f))
cases("bag-info-", {
	"order": tag("info", 0, lambda t: b"".join(sorted(t.splitlines(True), reverse=True))),
	"extra-line": tag("info", 0, lambda t: t + b"Contact-Email: nobody\n"),
	"line-missing": tag("info", 0, lambda t: b"".join(t.splitlines(True)[:2])),
	"other-date": tag("info", 0, lambda t: t.replace(b"2026-11-20", b"2026-02-30")),
	"other-name": tag("info", 0, lambda t: t.replace(b"alder-revoked", b"birch-renewed")),
	"other-sum": tag("info", 0, lambda t: t[:-2] + (b"9" if t[-2:-1] != b"9" else b"8") + b"\n"),
	"leading-zero": tag("info", 0, lambda t: t.replace(b"Oxum: ", b"Oxum: 0")),
	"crlf": tag("info", 0, lambda t: t.replace(b"\n", b"\r\n")),
	"small-letters": tag("info", 0, lambda t: t.replace(b"Bagging", b"bagging")),
	"two-spaces": tag("info", 0, lambda t: t.replace(b": ", b":  ", 1)),
	"folded": tag("info", 0, lambda t: t.replace(b": ", b":\n  ", 1)),
	"no-last-newline": tag("info", 0, lambda t: t[:-1]),
	"empty": tag("info", 0, lambda t: b""),
	"large": tag("info", 0, lambda t: t + b"x" * 100000),
}, lambda d, f: d.forged(f))
cases("bagit-", {
	"old-version": tag("bagit", 1, lambda t: t.replace(b"1.0", b"0.97")),
	"other-encoding": tag("bagit", 1, lambda t: t.replace(b"UTF-8", b"UTF-16")),
	"crlf": tag("bagit", 1, lambda t: t.replace(b"\n", b"\r\n")),
	"byte-order-mark": tag("bagit", 1, lambda t: b"\xef\xbb\xbf" + t),
	"extra-line": tag("bagit", 1, lambda t: t + b"\n"),
	"one-line": tag("bagit", 1, lambda t: t.splitlines(True)[0]),
	"empty": tag("bagit", 1, lambda t: b""),
}, lambda d, f: d.forged(f))


def other_algorithm(d):
	"""The manifest under the name, and with the digests, of another algorithm."""
	entries = [(p.replace(b"manifest-sha256", b"manifest-sha512"), c) for p, c in listing(d.lab.good())]
	return d.verify(b"".join(entry(*e) for e in entries) + END)


case("manifest-sha512", other_algorithm)


def inserted_entry(d, name):
	"""Another tag file that BagIt defines, after the manifest."""
	entries = listing(d.lab.good())
	entries.insert(4, (b"alder-revoked/" + name, b"x\n"))
	return d.verify(b"".join(entry(*e) for e in entries) + END)


cases("manifest-beside-", {"tagmanifest": b"tagmanifest-sha256.txt", "fetch": b"fetch.txt"}, inserted_entry)
