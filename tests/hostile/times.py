# Times and durations that do not exactly follow the format, wherever one is read.
from lab import cases, compact
from policies import P, rules, set_at
from profiles import cond, lint

TIMES = {
	"february-30": "2026-02-30T10:00:00Z", "february-29": "2026-02-29T10:00:00Z", "february-29-1900s": "2100-02-29T10:00:00Z",
	"april-31": "2026-04-31T10:00:00Z", "month-13": "2026-13-01T10:00:00Z", "month-0": "2026-00-01T10:00:00Z",
	"day-0": "2026-01-00T10:00:00Z", "second-60": "2026-06-30T23:59:60Z", "minute-60": "2026-06-30T23:60:00Z",
	"hour-24": "2026-06-30T24:00:00Z", "no-offset": "2026-06-30T10:00:00", "year-10000": "10000-01-01T00:00:00Z",
	"year-1969": "1969-12-31T23:59:59Z", "year-0": "0000-01-01T00:00:00Z", "small-t": "2026-06-30t10:00:00Z",
	"small-z": "2026-06-30T10:00:00z", "space": "2026-06-30 10:00:00Z", "offset-24": "2026-06-30T10:00:00+24:00",
	"offset-minute-60": "2026-06-30T10:00:00+01:60", "offset-minus-zero": "2026-06-30T10:00:00-00:00",
	"offset-no-colon": "2026-06-30T10:00:00+0100", "offset-hour": "2026-06-30T10:00:00+01",
	"fraction-empty": "2026-06-30T10:00:00.Z", "fraction-comma": "2026-06-30T10:00:00,5Z",
	"fraction-ten-digits": "2026-06-30T10:00:00.1234567890Z", "no-seconds": "2026-06-30T10:00Z", "date": "2026-06-30",
	"basic": "20260630T100000Z", "week": "2026-W26-2T10:00:00Z", "ordinal": "2026-181T10:00:00Z", "epoch": "1782813600",
	"leading-space": " 2026-06-30T10:00:00Z", "trailing-space": "2026-06-30T10:00:00Z ", "both-ends": "2026-06-30T10:00:00Z+00:00",
	"sign": "+2026-06-30T10:00:00Z", "one-digit": "2026-6-30T10:00:00Z", "words": "yesterday", "empty": "",
}
SOME = ("february-30", "second-60", "no-offset", "year-10000", "year-1969", "small-t", "offset-24", "offset-minus-zero",
	"fraction-ten-digits", "date", "epoch", "trailing-space", "empty")
DURATIONS = {
	"months": "P1M", "years": "P1Y", "nothing": "P", "time-nothing": "P1DT", "negative": "-P1D", "fraction": "PT1.5H",
	"small-letters": "p1d", "weeks-and-days": "P1W1D", "order": "PT1S1M", "no-designator": "14", "twice": "P1D1D", "empty": "",
	"spaces": "P 1D", "overflow": "P99999999999999999999D", "words": "14 days",
}


def some(table, names=SOME):
	return {n: table[n] for n in names}


def in_record(d, time):
	d.trial()
	d.edit("followup.json", set_at("notification", "delivered_at", time))
	return d.check()


def in_approval(member):
	def make(d, time):
		d.trial()
		d.approve(set_at(P, member, time))
		return d.check()
	return make


def in_plain(d, time):
	d.trial()
	d.plain(set_at("decided_at", time))
	return d.check()


def in_policy(member):
	def make(d, time):
		d.policy(set_at("keys", 0, member, time))
		return d.verify(d.lab.good(), trust="policy.json")
	return make


def in_revoked(d, time):
	d.policy(set_at("keys", 0, "revoked", {"at": time, "reason": "retired"}))
	return d.verify(d.lab.good(), trust="policy.json")


def at(d, time):
	argv = d.verify(d.lab.good())
	argv[argv.index("--at") + 1] = time
	return argv


def in_evidence(d, time):
	d.trial()
	d.edit("expiry/expiry.json", set_at("expired_at", time))
	d.approve()
	return d.check()


def expires(d, time):
	d.trial()
	return ["approve", "expiry", "--key", d.lab.key("approver"), "--ref", "approval:1", "--by", "role:x", "--yes", "-o",
		"a.json", "--expires", time]


def epoch(d, text):
	d.trial()
	d.env["SOURCE_DATE_EPOCH"] = text
	return d.pack()


def waived(d, time):
	"""A waiver with this end, as an input."""
	d.trial()
	d.write("w.json", compact({"tarseal": "waivers/1", "salt": "0" * 64, "waivers": [{"rule": "customer.email",
		"path": "data/evidence/expiry.json", "fingerprint": "0" * 64, "reason_ref": "ticket:1", "waived_by": "role:p",
		"expires_at": time}]}))
	return d.check("--waivers", "w.json")


def age(member):
	def make(d, duration):
		d.policy(rules(**{member: duration}))
		return d.verify(d.lab.good(), trust="policy.json")
	return make


cases("time-record-", TIMES, in_record)
cases("time-at-", TIMES, at)
cases("time-approval-decided-", some(TIMES), in_approval("decided_at"))
cases("time-approval-expires-", some(TIMES), in_approval("expires_at"))
cases("time-plain-approval-", some(TIMES, SOME[:6]), in_plain)
cases("time-evidence-", some(TIMES, SOME[:6]), in_evidence)
cases("time-policy-from-", some(TIMES), in_policy("valid_from"))
cases("time-policy-until-", some(TIMES, SOME[:6]), in_policy("valid_until"))
cases("time-policy-revoked-", some(TIMES, SOME[:6]), in_revoked)
cases("time-expires-option-", some(TIMES, SOME[:8]), expires)
cases("time-waiver-", some(TIMES, SOME[:4]), waived)
cases("time-epoch-", {"words": "soon", "negative": "-1", "huge": "99999999999999999999", "year-10000": "253402300800",
	"fraction": "1.5", "hexadecimal": "0x10", "empty": "", "trailing-space": "1795168800 "}, epoch)
cases("duration-policy-", DURATIONS, age("max_age"))
cases("duration-policy-approval-", some(DURATIONS, ("months", "nothing", "negative", "overflow")), age("approval_max_age"))
cases("duration-profile-", some(DURATIONS, ("years", "nothing", "negative", "fraction", "weeks-and-days", "overflow")),
	lambda d, text: lint(d, cond("within", {"of": "/evidence/expired_at", "at_most": text})))
