# Loose JSON: what cJSON and other common parsers accept, in every document that tarseal reads. Text that two
# parsers could read in two ways is refused.
import json

from lab import cases, compact, forge

DEEP = 100000


def member(value):
	"""The text with one more member, whose value is these bytes."""
	return lambda text: text.rstrip()[:-1] + b',"zz":' + value + b"}"


def string(inside):
	return member(b'"' + inside + b'"')


def first_name(text):
	at = text.index(b'"')
	return text[at : text.index(b'"', at + 1) + 1]


def duplicate(text):
	return text.rstrip()[:-1] + b"," + first_name(text) + b":1}"


def duplicate_escaped(text):
	name = first_name(text)
	return text.rstrip()[:-1] + b',"\\u%04x' % name[1] + name[2:] + b":1}"


NUMBERS = {
	"leading-zero": b"01", "leading-zero-negative": b"-01", "point-last": b"1.", "point-first": b".5", "plus": b"+1",
	"minus-alone": b"-", "exponent-empty": b"1e", "exponent-huge": b"1e400", "beyond-2-53": b"9007199254740993",
	"twenty-digits": b"18446744073709551617", "hexadecimal": b"0x10", "nan": b"NaN", "infinity": b"Infinity",
	"infinity-negative": b"-Infinity", "underscore": b"1_000", "undefined": b"undefined", "true-in-capitals": b"True",
	"null-cut": b"nul", "array-trailing-comma": b"[1,]", "array-leading-comma": b"[,1]", "array-no-comma": b"[1 2]",
	"object-no-colon": b'{"a" 1}', "object-no-name": b"{:1}", "object-name-unquoted": b"{a:1}",
	"object-name-number": b"{1:1}", "object-twice-deeper": b'{"a":1,"a":1}', "single-quotes": b"'x'",
	"deep": b"[" * DEEP + b"]" * DEEP, "deep-objects": b'{"a":' * 1000 + b"1" + b"}" * 1000,
}
STRINGS = {
	"nul-escaped": b"a\\u0000b", "nul-byte": b"a\0b", "utf-8-invalid": b"\xff", "utf-8-cut": b"\xe2\x82",
	"utf-8-overlong": b"\xc0\xaf", "utf-8-overlong-nul": b"\xc0\x80", "utf-8-overlong-three": b"\xe0\x80\xaf",
	"utf-8-surrogate": b"\xed\xa0\x80", "utf-8-beyond": b"\xf4\x90\x80\x80", "latin-1": b"caf\xe9",
	"control-byte": b"\x01", "tab-in-string": b"\t", "newline-in-string": b"\n", "surrogate-high": b"\\ud800",
	"surrogate-low": b"\\udc00", "surrogates-swapped": b"\\udc00\\ud800", "surrogate-and-letter": b"\\ud800A",
	"escape-x": b"\\x41", "escape-quote": b"\\'", "escape-short": b"\\u12", "escape-not-hex": b"\\u12g4",
	"escape-braces": b"\\u{41}",
}
LOOSE = {
	**{name: member(value) for name, value in NUMBERS.items()},
	**{name: string(value) for name, value in STRINGS.items()},
	"twice": duplicate,
	"twice-escaped": duplicate_escaped,
	"trailing-comma": lambda t: t.rstrip()[:-1] + b",}",
	"trailing-junk": lambda t: t.rstrip() + b" x",
	"trailing-brace": lambda t: t.rstrip() + b"}",
	"trailing-nul": lambda t: t + b"\0",
	"two-documents": lambda t: t + t,
	"byte-order-mark": lambda t: b"\xef\xbb\xbf" + t,
	"utf-16": lambda t: t.decode().encode("utf-16"),
	"comment-line": lambda t: b"// x\n" + t,
	"comment-block": lambda t: t.rstrip()[:-1] + b"/* x */}",
	"comment-hash": lambda t: b"# x\n" + t,
	"form-feed": lambda t: b"\f" + t,
	"space-no-break": lambda t: b"\xc2\xa0" + t,
	"unclosed": lambda t: t.rstrip()[:-1],
	"unclosed-string": lambda t: t.rstrip()[:-1] + b',"zz',
	"empty": lambda t: b"",
	"spaces": lambda t: b" \n ",
	"array-unclosed": lambda t: b"[" + t,
	"quoted": lambda t: b'"' + t,
}


def some(*names):
	return {name: LOOSE[name] for name in names}


SHORT = some("twice", "twice-escaped", "object-twice-deeper", "nul-escaped", "utf-8-invalid", "utf-8-overlong",
	"surrogate-high", "leading-zero", "exponent-huge", "beyond-2-53", "nan", "trailing-comma", "trailing-junk",
	"trailing-nul", "byte-order-mark", "comment-block", "control-byte", "deep", "single-quotes", "empty")


def payload(d, loose):
	"""The seal's statement, loose, and validly signed."""
	return d.forged(lambda b: setattr(b, "payload", lambda s: loose(forge.canonical(s))))


def envelope(d, loose):
	"""The seal's envelope, loose; what it signs is valid."""
	def change(b):
		b.envelope = lambda e, text: Text(loose(text.encode()))
	return d.forged(change)


class Text(bytes):
	"""Bytes that forge.py can encode."""

	def encode(self):
		return bytes(self)


def record(d, loose):
	d.trial()
	d.write("followup.json", loose(d.read("followup.json")))
	return d.check()


def evidence(d, loose):
	d.trial()
	d.write("expiry/expiry.json", loose(d.read("expiry/expiry.json")))
	d.approve()
	return d.check()


def approval(d, loose):
	d.trial()
	d.approve()
	d.write("approval.json", loose(d.read("approval.json")))
	return d.check()


def approval_payload(d, loose):
	d.trial()
	d.approve(statement=lambda words: loose(forge.canonical(words)))
	return d.check()


def plain(d, loose):
	d.trial()
	d.plain()
	d.write("approval.json", loose(d.read("approval.json")))
	return d.check()


def policy(d, loose):
	d.policy()
	d.write("policy.json", loose(d.read("policy.json")))
	return d.verify(d.lab.good(), trust="policy.json")


def profile(d, loose):
	text = open(d.lab.fixtures + "/../src/profiles/trial-expired-followup.json", "rb").read()
	d.write("p.json", loose(text.replace(b'"trial-expired-followup"', b'"my-followup"', 1)))
	return ["profile", "lint", "p.json"]


def profile_used(d, loose):
	d.trial()
	profile(d, loose)
	return d.check(profile="p.json")


def waivers(d, loose):
	d.trial()
	d.write("w.json", loose(json.dumps({"tarseal": "waivers/1", "salt": "0" * 64, "waivers": []}).encode()))
	return d.check("--waivers", "w.json")


def rules(d, loose):
	d.write("r.json", loose(compact({"tarseal": "rules/1", "category": "mine", "title": "Mine", "rules": [
		{"id": "mine.word", "title": "a word", "keywords": ["forbidden"], "regex": "forbidden", "examples": ["forbidden"],
			"counterexamples": ["allowed"]}]}).encode()))
	d.write("text.txt", "nothing\n")
	return ["scan", "--rules", "r.json", "text.txt"]


cases("json-statement-", LOOSE, payload)
cases("json-record-", LOOSE, record)
cases("json-envelope-", SHORT, envelope)
cases("json-evidence-", some(*list(SHORT)[:4], "leading-zero", "trailing-comma", "byte-order-mark", "empty"), evidence)
cases("json-approval-", SHORT, approval)
cases("json-approval-statement-", SHORT, approval_payload)
cases("json-plain-approval-", some("twice", "nul-escaped", "beyond-2-53", "trailing-junk", "comment-line"), plain)
cases("json-policy-", SHORT, policy)
cases("json-profile-", SHORT, profile)
cases("json-profile-used-", some("twice", "trailing-comma", "byte-order-mark"), profile_used)
cases("json-waivers-", some("twice", "nul-escaped", "trailing-junk"), waivers)
cases("json-rules-", some("twice", "nan", "trailing-comma"), rules)
