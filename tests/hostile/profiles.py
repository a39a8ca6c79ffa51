# Invalid profiles: each is refused when it is loaded, with the file and a pointer.
import copy
import json

from lab import cases
from policies import drop, set_at

COND = ("gates", 0, "all", 0)


def condition(**members):
	"""The first gate's first condition is this."""
	return set_at(*COND, members)


def cond(test, value):
	return condition(at="/record/trial_ref", **{test: value})


def field(pointer, kind):
	return lambda p: p["fields"].__setitem__(pointer, kind)


def base(d):
	path = d.lab.fixtures + "/../src/profiles/trial-expired-followup.json"
	return dict(json.load(open(path)), id="my-followup")


def lint(d, change):
	value = base(d)
	value = change(value) or value
	d.write("p.json", json.dumps(value))
	return ["profile", "lint", "p.json"]


cases("profile-", {
	"version": set_at("tarseal", "profile/2"),
	"version-missing": drop("tarseal"),
	"unknown-member": set_at("x", 1),
	"name-in-capitals": lambda p: p.__setitem__("Gates", p.pop("gates")),
	"id-missing": drop("id"),
	"id-capitals": set_at("id", "My-Followup"),
	"id-underscore": set_at("id", "my_followup"),
	"id-long": set_at("id", "a" * 65),
	"id-empty": set_at("id", ""),
	"title-empty": set_at("title", ""),
	"title-newline": set_at("title", "a\nb"),
	"title-escape": set_at("title", "a\x1b[31m"),
	"consumes-missing": drop("consumes"),
	"consumes-space": set_at("consumes", "trial access"),
	"evidence-missing": drop("evidence"),
	"evidence-path": set_at("evidence", "refs/expiry.json"),
	"evidence-parent": set_at("evidence", ".."),
	"record-device": set_at("record", "con.json"),
	"record-empty": set_at("record", ""),
	"record-absolute": set_at("record", "/followup.json"),
	"subject-missing": drop("subject"),
	"subject-no-slash": set_at("subject", "record/trial_ref"),
	"subject-bad-escape": set_at("subject", "/record/~2"),
	"subject-tilde-last": set_at("subject", "/record/trial~"),
	"delivered-no-pointer": set_at("delivered", "record"),
	"public-string": set_at("public", "/record/x"),
	"public-no-pointer": set_at("public", ["record"]),
	"media-no-type": set_at("media", ["pdf"]),
	"media-number": set_at("media", [1]),
	"sealed-string": set_at("sealed", "true"),
	"fields-array": set_at("fields", []),
	"fields-missing": drop("fields"),
	"field-outside": field("/evidence/x", "ref"),
	"field-record-itself": field("/record", "ref"),
	"field-no-pointer": field("trial_ref", "ref"),
	"field-bad-escape": field("/record/a~2", "ref"),
	"field-unknown-type": field("/record/x", "string"),
	"field-type-capitals": field("/record/x", "Ref"),
	"field-type-null": field("/record/x", None),
	"field-labels-none": field("/record/x", []),
	"field-labels-number": field("/record/x", [1]),
	"field-label-capitals": field("/record/x", ["Email"]),
	"field-above": field("/record/notification", "text"),
	"field-below": field("/record/trial_ref/x", "ref"),
	"field-star-and-name": field("/record/handoff/*/ref", "ref"),
	"gates-missing": drop("gates"),
	"gates-none": set_at("gates", []),
	"gates-object": set_at("gates", {}),
	"gate-null": set_at("gates", 0, None),
	"gate-unknown-member": set_at("gates", 0, "none", []),
	"gate-id-missing": drop("gates", 0, "id"),
	"gate-id-capitals": set_at("gates", 0, "id", "Ready"),
	"gate-id-twice": lambda p: p["gates"].append(copy.deepcopy(p["gates"][0])),
	"gate-title-missing": drop("gates", 0, "title"),
	"gate-without-conditions": drop("gates", 0, "all"),
	"gate-all-none": set_at("gates", 0, "all", []),
	"gate-any-none": set_at("gates", 0, "any", []),
	"gate-when-none": set_at("gates", 0, "when", []),
	"gate-when-string": set_at("gates", 0, "when", "/record/x"),
	"gate-when-unknown-test": set_at("gates", 0, "when", {"at": "/record/x", "matches": "y"}),
	"gate-each-no-pointer": set_at("gates", 0, "each", "record"),
	"gate-each-number": set_at("gates", 0, "each", 0),
	"condition-null": set_at(*COND, None),
	"condition-empty": condition(),
	"condition-no-test": condition(at="/record/x"),
	"condition-no-at": condition(**{"is": "x"}),
	"condition-at-no-slash": condition(at="record", **{"is": "x"}),
	"condition-at-number": condition(at=1, **{"is": "x"}),
	"condition-two-tests": condition(at="/record/x", present=True, type="ref"),
	"condition-unknown-test": cond("matches", ".*"),
	"condition-test-capitals": cond("Is", "x"),
	"is-null": cond("is", None),
	"is-object": cond("is", {}),
	"is-fraction": cond("is", 1.5),
	"in-string": cond("in", "x"),
	"in-none": cond("in", []),
	"in-nested": cond("in", [["x"]]),
	"not-in-none": cond("not_in", []),
	"type-unknown": cond("type", "email"),
	"present-string": cond("present", "yes"),
	"same-as-no-pointer": cond("same_as", "record"),
	"same-as-array": cond("same_as", ["/record/x"]),
	"after-number": cond("after", 1),
	"not-after-no-pointer": cond("not_after", "now"),
	"within-string": cond("within", "P14D"),
	"within-no-of": cond("within", {"at_most": "P14D"}),
	"within-extra": cond("within", {"of": "/record/x", "at_most": "P14D", "at_least": "P1D"}),
	"within-months": cond("within", {"of": "/record/x", "at_most": "P1M"}),
	"digest-of-record": cond("digest_of", "record"),
	"digest-of-true": cond("digest_of", True),
	"only-one-of-at": condition(at="/record/x", only_one_of=["/a", "/b"]),
	"only-one-of-one": condition(only_one_of=["/a"]),
	"only-one-of-string": condition(only_one_of="/a"),
	"only-one-of-no-pointer": condition(only_one_of=["/a", "b"]),
	"array": lambda p: [p],
}, lint)


def used(d, change):
	"""The same, when a bundle would be made under it."""
	d.trial()
	lint(d, change)
	return d.pack(profile="p.json")


cases("profile-packed-", {"unknown-member": set_at("x", 1), "unknown-test": cond("matches", ".*"),
	"gate-id-twice": lambda p: p["gates"].append(copy.deepcopy(p["gates"][0]))}, used)


def verifying(d, options):
	"""Verify with a --profile file that the policy does not pin, or that is not a profile."""
	lint(d, lambda p: None)
	d.write("bad.json", "{}")
	b = d.lab.bundle()
	b.predicate["change"]["stage"] = b.predicate["policy"]["profile"] = "my-followup"
	policy = d.policy(lambda t: [k.pop("stages", None) for k in t["keys"]] and None)
	return d.verify(b.build(d.lab.key("producer")), *options, trust=policy)


cases("profile-verifying-", {"not-pinned": ("--profile", "p.json"), "not-given": (), "none": ("--profile", "bad.json"),
	"gone": ("--profile", "gone.json")}, verifying)


def shadow(d, command):
	"""A file that uses a built-in stage's id, when verifying and when sealing."""
	d.trial()
	lint(d, lambda p: p.__setitem__("id", "trial-expired-followup"))
	return command(d)


cases("profile-shadows-", {"check": lambda d: d.check(profile="p.json"), "pack": lambda d: d.pack(profile="p.json")}, shadow)
