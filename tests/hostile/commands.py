# Wrong command lines: exit 2, a message on standard error only, and nothing done.
from lab import cases

MAKE = ["--profile", "x", "--evidence", "x", "--approval", "x", "--record", "x"]
SIGN = ["approve", "expiry", "--key", "x", "--ref", "approval:1", "--by", "role:x"]


def without(argv, option):
	"""ARGV without an option and its argument."""
	at = argv.index(option)
	return argv[:at] + argv[at + 2 :]


PACK = ["pack", *MAKE, "--key", "x", "-o", "out.tar"]
CHECK = ["check", *MAKE]
VERIFY = ["verify", "--trust", "x", "b.tar"]
LINES = {
	"nothing": [], "unknown-verb": ["frobnicate"], "verb-capitals": ["Verify"], "verb-prefix": ["verif"], "verb-empty": [""],
	"verb-escape": ["\x1b[31m"], "option-for-verb": ["--verify"], "unknown-option": [*VERIFY, "--frobnicate"],
	"unknown-short": [*VERIFY, "-x"], "option-of-another-verb": [*VERIFY, "--key", "x"], "option-capitals": [*VERIFY, "--Stage", "x"],
	"option-with-value-unwanted": [*VERIFY, "--scan=yes"], "option-ambiguous": [*VERIFY, "--s", "x"],
	"argument-missing": ["verify", "b.tar", "--trust"], "argument-missing-short": ["digest", "x", "-o"],
	"operand-missing": ["verify", "--trust", "x"], "operand-missing-digest": ["digest"], "operand-missing-inspect": ["inspect"],
	"operand-missing-approve": [*SIGN[:1], *SIGN[2:], "-o", "a.json"], "operand-missing-scan": ["scan"],
	"operand-too-many-inspect": ["inspect", "a", "b"], "operand-too-many-approve": [*SIGN[:2], "two", *SIGN[2:], "-o", "a.json"],
	"operand-for-pack": [*PACK, "x", "b.tar"], "operand-for-check": [*CHECK, "x", "b.tar"], "operand-for-keygen": ["keygen", "-o", "x", "y"],
	"operand-for-version": ["version", "x"], "help-unknown": ["help", "frobnicate"],
	"trust-missing": ["verify", "b.tar"], "trust-empty": ["verify", "--trust", "", "b.tar"],
	"trust-twice": [*VERIFY, "--trust", "y"], "stage-twice": [*VERIFY, "--stage", "a", "--stage", "b"],
	"subject-twice": [*VERIFY, "--subject", "a:b", "--subject", "a:c"],
	"at-twice": [*VERIFY, "--at", "2026-11-22T00:00:00Z", "--at", "2026-11-22T00:00:00Z"],
	"format-unknown": [*VERIFY, "--format", "yaml"], "format-capitals": [*VERIFY, "--format", "JSON"],
	"format-empty": [*VERIFY, "--format", ""], "format-sarif-of-verify": [*VERIFY, "--format", "sarif"],
	"format-of-keygen": ["keygen", "-o", "x", "--format", "json"], "color-unknown": [*VERIFY, "--color", "blue"],
	"max-files-zero": [*VERIFY, "--max-files", "0"], "max-files-negative": [*VERIFY, "--max-files", "-1"],
	"max-files-words": [*VERIFY, "--max-files", "many"], "max-files-trailing": [*VERIFY, "--max-files", "10x"],
	"max-files-overflow": [*VERIFY, "--max-files", "99999999999999999999"], "max-files-empty": [*VERIFY, "--max-files", ""],
	"max-files-space": [*VERIFY, "--max-files", " 10"], "max-files-hexadecimal": [*VERIFY, "--max-files", "0x10"],
	"standard-input-twice": ["verify", "--trust", "x", "-", "-"],
	"pack-no-profile": without(PACK, "--profile"), "pack-no-evidence": without(PACK, "--evidence"),
	"pack-no-approval": without(PACK, "--approval"), "pack-no-record": without(PACK, "--record"),
	"pack-no-key": without(PACK, "--key"), "pack-no-output": without(PACK, "-o"), "pack-to-standard-output": [*PACK[:-1], "-"],
	"pack-output-empty": [*PACK[:-1], ""], "pack-evidence-twice": [*PACK, "--evidence", "y"],
	"pack-output-twice": [*PACK, "-o", "y.tar"], "pack-name-twice": [*PACK, "--name", "a", "--name", "b"],
	"pack-fd-words": [*PACK, "--passphrase-fd", "nine"], "pack-fd-negative": [*PACK, "--passphrase-fd", "-1"],
	"check-no-record": without(CHECK, "--record"), "check-with-key": [*CHECK, "--key", "x"], "check-with-yes": [*CHECK, "--yes"],
	"approve-no-key": [*without(SIGN, "--key"), "-o", "a.json"], "approve-no-reference": [*without(SIGN, "--ref"), "-o", "a.json"],
	"approve-no-by": [*without(SIGN, "--by"), "-o", "a.json"], "approve-no-output": SIGN,
	"approve-reference-twice": [*SIGN, "-o", "a.json", "--ref", "approval:2"],
	"approve-reference-bare": ["approve", "expiry", "--key", "x", "--ref", "771", "--by", "role:x", "-o", "a.json"],
	"approve-placeholder": ["approve", "expiry", "--key", "x", "--ref", "approval:tbd", "--by", "role:x", "-o", "a.json"],
	"approve-by-a-person": ["approve", "expiry", "--key", "x", "--ref", "approval:1", "--by", "jo@x.example", "-o", "a.json"],
	"approve-decision": [*SIGN, "-o", "a.json", "--decision", "perhaps"], "approve-condition": [*SIGN, "-o", "a.json", "--condition", "Call Us"],
	"approve-stage": [*SIGN, "-o", "a.json", "--stage", "Trial Access"],
	"approve-add-and-words": [*SIGN, "-o", "a.json", "--add", "x"],
	"keygen-no-output": ["keygen"], "keygen-output-empty": ["keygen", "--no-passphrase", "-o", ""],
	"keygen-fd-words": ["keygen", "-o", "x", "--passphrase-fd", "nine"],
	"trust-no-word": ["trust"], "trust-unknown-word": ["trust", "frobnicate"], "trust-show-nothing": ["trust", "show"],
	"trust-add-no-owner": ["trust", "add", "p.json", "--public-key", "x", "--role", "approver"],
	"trust-add-no-role": ["trust", "add", "p.json", "--public-key", "x", "--owner", "me"],
	"profile-no-word": ["profile"], "profile-unknown-word": ["profile", "frobnicate"], "profile-show-unknown": ["profile", "show", "x"],
	"profile-show-nothing": ["profile", "show"], "profile-lint-nothing": ["profile", "lint"],
	"publish-no-key": ["publish", "--trust", "x", "-o", "d", "b.tar"], "publish-no-output": ["publish", "--trust", "x", "--key", "x", "b.tar"],
	"summary-age": ["verify-summary", "--trust", "x", "--max-age", "P1M", "s.json"],
	"summary-operand": ["verify-summary", "--trust", "x"],
}


def typed(d, argv):
	"""The command line, with valid inputs: only the line is wrong."""
	d.trial()
	d.write("b.tar", d.lab.good())
	d.policy()
	return argv


cases("usage-", LINES, typed)


def into(path):
	def make(d):
		d.trial()
		argv = d.pack("--name", "x", "--force")
		argv[argv.index("out.tar")] = path
		return argv
	return make


cases("usage-output-is-", {"an-input": into("followup.json"), "inside-the-package": into("expiry/out.tar"),
	"a-file-of-the-package": into("expiry/expiry.json"), "the-approval": into("approval.json")}, lambda d, f: f(d))
