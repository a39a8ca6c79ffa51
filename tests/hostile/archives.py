# Tar structure: what other programs write, read, or are misled by, where a bundle has exactly one header for each
# path and size. The statements inside are as sealed; only the archive around them is wrong.
import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

from lab import END, cases, checksummed, entry, header, listing, pad

N = b"alder-revoked/"
FIRST, SEAL, MANIFEST, APPROVAL, FILE, LAST = 0, 1, 3, 4, 5, 8


def records(pairs):
	"""The body of a pax header."""
	body = b""
	for name, value in pairs:
		text = b" %s=%s\n" % (name, value)
		size = len(text) + 1
		while len(str(size)) + len(text) != size:
			size = len(str(size)) + len(text)
		body += b"%d" % size + text
	return body


def pax(*pairs, kind=b"x"):
	return entry(b"PaxHeaders/x", records(pairs), kind=kind)


def gnu(path, kind=b"L"):
	return entry(b"././@LongLink", path + b"\0", kind=kind)


def before(at, blocks):
	"""Put BLOCKS before an entry."""
	def make(entries):
		return b"".join((blocks if i == at else b"") + entry(*e) for i, e in enumerate(entries)) + END
	return make


def instead(at, f):
	"""Let F(path, content) write an entry."""
	def make(entries):
		return b"".join((f if i == at else entry)(*e) for i, e in enumerate(entries)) + END
	return make


def kind(at, letter, size=None, **fields):
	"""An entry of another type, with its data or (SIZE 0) without."""
	def write(path, content):
		content = content if size is None else content[:size]
		return header(path, len(content), kind=letter, fields=fields.get("fields")) + pad(content)
	return instead(at, write)


def field(offset, value, at=FIRST):
	"""Other bytes in a header field, with a correct checksum."""
	return instead(at, lambda path, content: header(path, len(content), fields={offset: value}) + pad(content))


def size_text(f, at=FILE):
	return instead(at, lambda path, content: header(path, 0, fields={124: f(len(content))}) + pad(content))


def checksum(f, at=FIRST):
	"""Another form of the checksum; F takes the correct sum."""
	def write(path, content):
		h = bytearray(header(path, len(content)))
		h[148:156] = f(int(h[148:154], 8))
		return bytes(h) + pad(content)
	return instead(at, write)


def raw(f):
	"""Change the finished archive's bytes."""
	return lambda entries: f(b"".join(entry(*e) for e in entries) + END)


def other(f):
	"""Change the list of entries."""
	return lambda entries: b"".join(entry(*e) for e in f(entries)) + END


def signed_sum(path, content):
	"""A name with a byte above 127, and the checksum that old programs with signed characters compute."""
	h = bytearray(header(path.replace(b"followup", b"follow\xe9p"), len(content)))
	h[148:156] = b"        "
	h[148:156] = b"%06o\x00 " % sum(b - 256 if b > 127 else b for b in h)
	return bytes(h) + pad(content)


def v7(path, content):
	h = bytearray(header(path, len(content)))
	h[257:500] = bytes(243)
	return checksummed(h) + pad(content)


def old_sparse(path, content):
	"""GNU's type S: one piece at offset 512, the real size in base 8 after the map."""
	fields = {257: b"ustar  \0", 386: b"00000001000 %011o " % len(content), 483: b"%011o " % (512 + len(content))}
	return header(path, len(content), kind=b"S", fields=fields) + pad(content)


def by_tarfile(form):
	"""All files written again by another program."""
	def make(entries):
		out = io.BytesIO()
		with tarfile.open(fileobj=out, mode="w", format=form) as tar:
			for path, content in entries:
				info = tarfile.TarInfo(path.decode())
				info.size = len(content)
				tar.addfile(info, io.BytesIO(content))
		return out.getvalue()
	return make


def newc(entries):
	"""cpio's portable form."""
	def one(path, content):
		fields = (1, 0o100644, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(path) + 1, 0)
		head = b"070701" + b"".join(b"%08x" % f for f in fields) + path + b"\0"
		return head + b"\0" * (-len(head) % 4) + content + b"\0" * (-len(content) % 4)
	return b"".join(one(*e) for e in entries) + one(b"TRAILER!!!", b"")


def zipped(entries):
	out = io.BytesIO()
	with zipfile.ZipFile(out, "w") as z:
		for path, content in entries:
			z.writestr(path.decode(), content)
	return out.getvalue()


def end_of(entries, at):
	"""The offset after entry AT - 1."""
	return sum(len(entry(*e)) for e in entries[:at])


def cut(at, more):
	"""The archive up to MORE bytes after the start of an entry."""
	return lambda entries: raw(lambda b: b)(entries)[: end_of(entries, at) + more]


def zero_block_at(at):
	return before(at, bytes(512))


def renamed(at, path):
	return other(lambda e: e[:at] + [(path, e[at][1])] + e[at + 1 :])


def swap(i, j):
	def f(e):
		e = list(e)
		e[i], e[j] = e[j], e[i]
		return e
	return other(f)


EVIL = N + b"data/evidence/evil.json"
PAX = {
	"pax-path-first": before(FIRST, pax((b"path", b"evil/bagit.txt"))),
	"pax-path-payload": before(FILE, pax((b"path", EVIL))),
	"pax-path-same": before(FILE, pax((b"path", N + b"data/evidence/expiry.json"))),
	"pax-size-payload": before(FILE, pax((b"size", b"1"))),
	"pax-size-negative": before(FILE, pax((b"size", b"-1"))),
	"pax-linkpath": before(FILE, pax((b"linkpath", b"/etc/passwd"))),
	"pax-mtime": before(FIRST, pax((b"mtime", b"1.5"))),
	"pax-charset": before(FIRST, pax((b"hdrcharset", b"BINARY"))),
	"pax-path-removed": before(FILE, pax((b"path", b""))),
	"pax-empty": before(FIRST, entry(b"PaxHeaders/x", b"", kind=b"x")),
	"pax-malformed": before(FIRST, entry(b"PaxHeaders/x", b"999 path=x\n", kind=b"x")),
	"pax-last": lambda e: b"".join(entry(*x) for x in e) + pax((b"path", EVIL)) + END,
	"pax-twice": before(FILE, pax((b"path", EVIL)) + pax((b"size", b"1"))),
	"pax-global-first": before(FIRST, pax((b"path", EVIL), kind=b"g")),
	"pax-global-size": before(FILE, pax((b"size", b"1"), kind=b"g")),
	"pax-global-comment": before(FIRST, pax((b"comment", b"0" * 40), kind=b"g")),
	"pax-solaris": before(FILE, pax((b"path", EVIL), kind=b"X")),
	"pax-sparse": before(FILE, pax((b"GNU.sparse.major", b"1"), (b"GNU.sparse.minor", b"0"),
		(b"GNU.sparse.name", EVIL), (b"GNU.sparse.realsize", b"9"))),
	"gnu-long-name": before(FILE, gnu(EVIL)),
	"gnu-long-name-first": before(FIRST, gnu(b"evil/bagit.txt")),
	"gnu-long-link": before(FILE, gnu(b"/etc/passwd", b"K")),
	"gnu-long-name-behind-pax": before(FILE, pax((b"path", EVIL)) + gnu(N + b"x")),
	"gnu-long-name-before-pax": before(FILE, gnu(N + b"x") + pax((b"path", EVIL))),
	"gnu-long-name-last": lambda e: b"".join(entry(*x) for x in e) + gnu(EVIL) + END,
	"gnu-long-name-no-nul": before(FILE, entry(b"././@LongLink", EVIL, kind=b"L")),
	"gnu-sparse": instead(FILE, old_sparse),
	"gnu-volume-label": before(FIRST, entry(b"backup", b"", kind=b"V")),
	"gnu-multi-volume": kind(FILE, b"M"),
	"gnu-dump-directory": before(FILE, entry(N + b"data/", b"Yx\0\0", kind=b"D")),
}
TYPES = {
	"hard-link": kind(FILE, b"1", 0, fields={157: N + b"bagit.txt"}),
	"hard-link-with-data": kind(FILE, b"1", fields={157: N + b"bagit.txt"}),
	"symbolic-link": kind(FILE, b"2", 0, fields={157: b"/etc/passwd"}),
	"symbolic-link-with-data": kind(FILE, b"2", fields={157: b"/etc/passwd"}),
	"symbolic-link-for-a-directory": before(MANIFEST, header(N + b"data", 0, kind=b"2", fields={157: b"/tmp"})),
	"character-device": kind(FILE, b"3", 0, fields={329: b"000001 \x00000003 \x00"}),
	"block-device": kind(FILE, b"4", 0, fields={329: b"000010 \x00000000 \x00"}),
	"directory-first": before(FIRST, header(N, 0, kind=b"5")),
	"directory-payload": before(APPROVAL, header(N + b"data/", 0, kind=b"5")),
	"directory-with-data": kind(FILE, b"5"),
	"fifo": kind(FILE, b"6", 0),
	"contiguous": kind(FILE, b"7"),
	"type-nul": kind(FILE, b"\0"),
	"type-unknown": kind(FILE, b"Z"),
	"type-space": kind(FILE, b" "),
	"type-in-front": kind(SEAL, b"7"),
}
FIELDS = {
	"size-base-256": size_text(lambda n: b"\x80" + n.to_bytes(11, "big")),
	"size-base-256-negative": size_text(lambda n: b"\xff" * 12),
	"size-base-256-huge": size_text(lambda n: b"\x80" + b"\xff" * 11),
	"size-minus": size_text(lambda n: b"-%010o " % n),
	"size-plus": size_text(lambda n: b"+%010o " % n),
	"size-leading-spaces": size_text(lambda n: b"%11o " % n),
	"size-ends-with-nul": size_text(lambda n: b"%011o\0" % n),
	"size-ends-early": size_text(lambda n: b"%06o \0\0\0\0\0" % n),
	"size-twelve-digits": size_text(lambda n: b"%012o" % n),
	"size-not-octal": size_text(lambda n: b"%010d9 " % n),
	"size-hexadecimal": size_text(lambda n: b"0x%09x " % n),
	"size-empty": size_text(lambda n: bytes(12)),
	"size-spaces": size_text(lambda n: b" " * 12),
	"size-overflow": size_text(lambda n: b"777777777777"),
	"size-largest": size_text(lambda n: b"77777777777 "),
	"size-one-less": size_text(lambda n: b"%011o " % (n - 1)),
	"size-zero": size_text(lambda n: b"00000000000 "),
	"checksum-signed": instead(LAST, signed_sum),
	"checksum-space-nul": checksum(lambda s: b"%06o \0" % s),
	"checksum-nul-nul": checksum(lambda s: b"%06o\0\0" % s),
	"checksum-seven-digits": checksum(lambda s: b"%07o\0" % s),
	"checksum-eight-digits": checksum(lambda s: b"%08o" % s),
	"checksum-leading-spaces": checksum(lambda s: b"%6o\0 " % s),
	"checksum-spaces": checksum(lambda s: b" " * 8),
	"checksum-zero": checksum(lambda s: b"000000\0 "),
	"checksum-off-by-one": checksum(lambda s: b"%06o\0 " % (s + 1)),
	"checksum-without-its-own-bytes": checksum(lambda s: b"%06o\0 " % (s - 8 * 32)),
	"hidden-behind-name": field(24, b"hidden"),
	"hidden-behind-name-payload": field(60, b"hidden", FILE),
	"hidden-in-prefix": field(346, b"hidden"),
	"hidden-in-linkname": field(158, b"hidden"),
	"hidden-in-padding": field(500, b"hidden"),
	"hidden-in-user-name": field(266, b"hidden"),
	"linkname": field(157, b"x"),
	"user-name": field(265, b"root"),
	"group-name": field(297, b"root"),
	"uid": field(108, b"001750 \0"),
	"uid-form": field(108, b"0000000\0"),
	"gid": field(116, b"001750 \0"),
	"mtime": field(136, b"15117540000 "),
	"mtime-negative": field(136, b"\xff" * 12),
	"mode-executable": field(100, b"000755 \0"),
	"mode-set-uid": field(100, b"004755 \0"),
	"mode-with-type": field(100, b"100644 \0"),
	"mode-form": field(100, b"0000644\0"),
	"device-number": field(329, b"000001 \0"),
	"device-empty": field(329, bytes(16)),
	"magic-gnu": field(257, b"ustar  \0"),
	"magic-gnu-payload": field(257, b"ustar  \0", FILE),
	"magic-capitals": field(257, b"USTAR\x0000", FILE),
	"version-space": field(257, b"ustar\0 \0"),
	"version-01": field(257, b"ustar\x0001"),
	"v7-first": instead(FIRST, v7),
	"v7-payload": instead(FILE, v7),
	"split-needlessly": instead(FIRST, lambda p, c: header(p, len(c), place=(N[:-1], b"bagit.txt")) + pad(c)),
	"split-prefix-slash": instead(FIRST, lambda p, c: header(p, len(c), place=(N, b"bagit.txt")) + pad(c)),
	"split-name-empty": instead(FIRST, lambda p, c: header(p, len(c), place=(p, b"")) + pad(c)),
}
ENDS = {
	"zero-blocks-none": raw(lambda b: b[:-1024]),
	"zero-blocks-one": raw(lambda b: b[:-512]),
	"zero-blocks-three": raw(lambda b: b + bytes(512)),
	"zero-blocks-padded": raw(lambda b: b + bytes(-len(b) % 10240)),
	"zero-block-first": zero_block_at(FIRST),
	"zero-block-before-payload": zero_block_at(FILE),
	"zero-blocks-before-payload": before(FILE, END),
	"zero-block-dirty": raw(lambda b: b[:-1] + b"\1"),
	"second-archive": raw(lambda b: b + b),
	"second-archive-hidden": raw(lambda b: b + entry(EVIL, b"{}") + END),
	"trailing-byte": raw(lambda b: b + b"x"),
	"trailing-newline": raw(lambda b: b + b"\n"),
	"trailing-nul": raw(lambda b: b + b"\0"),
	"padding-dirty": instead(FILE, lambda p, c: entry(p, c)[:-1] + b"x"),
	"padding-dirty-front": instead(FIRST, lambda p, c: entry(p, c)[:-1] + b"x"),
	"padding-missing": instead(LAST, lambda p, c: header(p, len(c)) + c),
	"cut-one-byte": cut(FIRST, 1),
	"cut-in-header": cut(FIRST, 300),
	"cut-behind-header": cut(FIRST, 512),
	"cut-in-padding": cut(FIRST, 600),
	"cut-in-seal": cut(SEAL, 700),
	"cut-behind-front": cut(APPROVAL, 0),
	"cut-in-payload": cut(FILE, 520),
	"cut-in-last-header": cut(LAST, 511),
	"cut-last-byte": raw(lambda b: b[:-1]),
}
WHOLE = {
	"gzip": raw(lambda b: gzip.compress(b, mtime=0)),
	"bzip2": raw(bz2.compress),
	"xz": raw(lzma.compress),
	"zstd": raw(lambda b: b"\x28\xb5\x2f\xfd\x00\x58" + b),
	"cpio": newc,
	"cpio-old": raw(lambda b: b"\xc7\x71" + b),
	"zip": zipped,
	"ar": raw(lambda b: b"!<arch>\n" + b),
	"by-gnu-tar": by_tarfile(tarfile.GNU_FORMAT),
	"by-pax": by_tarfile(tarfile.PAX_FORMAT),
	"by-other-ustar": by_tarfile(tarfile.USTAR_FORMAT),
	"empty-file": lambda e: b"",
	"text": lambda e: b"this is no archive\n" * 100,
	"one-zero-block": lambda e: bytes(512),
	"zeros": lambda e: bytes(10240),
	"no-entries": lambda e: END,
	"byte-order-mark": raw(lambda b: b"\xef\xbb\xbf" + b),
}
ORDERS = {
	"order-front": swap(SEAL, SEAL + 1),
	"order-seal-first": swap(FIRST, SEAL),
	"order-manifest-late": other(lambda e: e[:3] + e[4:] + [e[3]]),
	"order-payload": swap(FILE, LAST),
	"order-payload-first": other(lambda e: e[4:] + e[:4]),
	"entry-twice": other(lambda e: e + [e[LAST]]),
	"entry-twice-front": other(lambda e: e[:2] + e[1:]),
	"entry-twice-second-differs": other(lambda e: e + [(e[LAST][0], b"{}")]),
	"entry-missing-record": other(lambda e: e[:LAST]),
	"entry-missing-evidence": other(lambda e: e[:FILE] + e[FILE + 1 :]),
	"entry-missing-seal": other(lambda e: e[:SEAL] + e[SEAL + 1 :]),
	"entry-missing-manifest": other(lambda e: e[:MANIFEST] + e[MANIFEST + 1 :]),
	"entry-extra": other(lambda e: e + [(N + b"data/record/zz.txt", b"x\n")]),
	"entry-extra-front": other(lambda e: [(N + b"README", b"x\n")] + e),
	"entry-extra-outside": other(lambda e: e + [(b"other/x", b"x\n")]),
	"entry-absolute": other(lambda e: e + [(b"/etc/passwd", b"x\n")]),
	"entry-parent": other(lambda e: e + [(N + b"../../etc/passwd", b"x\n")]),
	"entry-second-bundle": other(lambda e: e + [(b"b" + p[1:], c) for p, c in e]),
	"directory-dot": renamed(FIRST, b"./alder-revoked/bagit.txt"),
	"directory-absolute": renamed(FIRST, b"/alder-revoked/bagit.txt"),
	"directory-parent": renamed(FIRST, b"../bagit.txt"),
	"directory-missing": renamed(FIRST, b"bagit.txt"),
	"directory-deep": renamed(FIRST, b"alder-revoked/alder-revoked/bagit.txt"),
	"directory-changes": renamed(SEAL, b"birch-renewed/seal.dsse.json"),
	"name-in-capitals-front": renamed(FIRST, N + b"BAGIT.TXT"),
}


def archive(d, make):
	return d.verify(make(listing(d.lab.good())))


for table in (PAX, TYPES, FIELDS, ENDS, WHOLE, ORDERS):
	cases("tar-", table, archive)


LONG = "data/evidence/refs/" + "/".join(letter * 30 for letter in "abcde") + ".txt"


def long_path(d, place):
	"""A bundle with a path of more than 100 bytes, sealed and approved; PLACE splits it."""
	bundle = d.lab.bundle()
	bundle.files[LONG] = b"reference\n"
	bundle.reapprove(d.lab)
	entries = listing(bundle.build(d.lab.key("producer")))
	return d.verify(b"".join(
		header(p, len(c), place=place(p)) + pad(c) if p.endswith(b"eee.txt") else entry(p, c) for p, c in entries) + END)


def at_slash(number):
	"""Split at the NUMBERth slash from the end."""
	def place(path):
		for _ in range(number):
			at = path.rindex(b"/", 0, at if _ else len(path))
		return path[:at], path[at + 1 :]
	return place


cases("tar-", {
	"split-later": at_slash(2),
	"split-last": at_slash(1),
}, long_path)


def unreadable(d, name):
	argv = d.verify(b"")
	if name == "empty":
		d.write("empty/note.txt", "x")
	return argv[:-1] + [name]


cases("tar-", {"is-a-directory": "empty", "is-not-there": "gone.tar", "is-without-a-name": ""}, unreadable)


def piped(d, make):
	d.stdin = make(listing(d.lab.good()))
	return d.verify(b"")[:-1] + ["-"]


cases("tar-pipe-", {"cut": ENDS["cut-in-payload"], "empty": WHOLE["empty-file"], "gzip": WHOLE["gzip"],
	"trailing-byte": ENDS["trailing-byte"]}, piped)
cases("control-", {
	"archive": lambda d: d.verify(b"".join(entry(*e) for e in listing(d.lab.good())) + END),
	"long-path": lambda d: long_path(d, lambda path: None),
	"forged-honestly": lambda d: d.forged(lambda b: None),
}, lambda d, f: f(d))


def inspected(d, make):
	d.write("b.tar", make(listing(d.lab.good())))
	return ["inspect", "b.tar"]


cases("tar-inspect-", {"pax": PAX["pax-path-first"], "cut": ENDS["cut-in-seal"], "link": kind(SEAL, b"2", 0),
	"zip": WHOLE["zip"]}, inspected)
