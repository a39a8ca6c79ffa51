# stores.py DIRECTORY: audit the stores of a table in that directory. Prints "ok" or "not ok: …" for each check.
import csv
import hashlib
import io
import itertools
import json
import os
import random
import re
import subprocess
import sys
import xml.etree.ElementTree

os.chdir(sys.argv[1])
from stores_lab import *  # pylint: disable=wildcard-import,unused-wildcard-import,wrong-import-position

NOW = "2026-11-22T00:00:00Z"
# Expiries: long due; long due, half a year ago; not yet due; and one hour after the first.
A, B, C, A1 = "2026-10-01T00:00:00Z", "2026-06-19T10:15:00Z", "2026-11-15T08:00:00Z", "2026-10-01T01:00:00Z"
A_ELSEWHERE = "2026-10-01T02:00:00+02:00"
NAMES = {A: "A", B: "B", C: "C", A1: "A1", None: "-", "": "-"}
TABLE = []
lab = Lab()


def followup(trial, expired, **how):
    return lab.make("followup", trial=trial, expired=expired, **how)


def expiry(trial, expired, **how):
    return lab.make("expiry", trial=trial, expired=expired, **how)


def own(profile, trial, expired, **how):
    return lab.make("own", profile=profile, trial=trial, expired=expired, **how)


def line(trial, expired, **more):
    return {"trial_ref": "trial:opaque-%s" % trial, "expired_at": expired, **more}


def store(what, code, states, files, register=None, **how):
    """A row: FILES are the store's, by path; STATES are like "1@A=covered", where the expiry A is "-" if not known.
    REFUSED are bundles that are listed but decide nothing, UNJUDGED what could not be verified, by path and check.
    With CHECK, the register fails that check, and there is no audit."""
    TABLE.append({"what": what, "code": code, "states": sorted(states.split()), "files": files, "register": register, **how})


# One expiry, one bundle.
f, p = followup("1", A), expiry("1", A)
stranger, approver_seals = followup("1", A, key="stranger"), followup("1", A, key="approver")
store("covered", 0, "1@A=covered", {"f.tar": f}, [line("1", A)])
store("covered, without a register", 0, "1@A=covered", {"f.tar": f})
store("covered, with the bundle before", 0, "1@A=covered", {"f.tar": f, "p.tar": p})
store("covered, with both", 0, "1@A=covered", {"f.tar": f, "p.tar": p}, [line("1", A)])
store("a time zone in the register", 0, "1@A=covered", {"f.tar": f}, [line("1", A_ELSEWHERE)])
store("a time zone in the evidence", 0, "1@A=covered", {"f.tar": followup("1", A_ELSEWHERE)}, [line("1", A)])
store("a time zone in the bundle before", 0, "1@A=covered", {"f.tar": f, "p.tar": expiry("1", A_ELSEWHERE)})
store("a fraction that is zero", 0, "1@A=covered", {"f.tar": f}, [line("1", "2026-10-01T00:00:00.000Z")])
store("another fraction", 1, "1@2026-10-01T00:00:00.5Z=missing 1@A=orphan", {"f.tar": f}, [line("1", "2026-10-01T00:00:00.5Z")])
store("an hour apart", 1, "1@A1=missing 1@A=orphan", {"f.tar": f}, [line("1", A1)])
store("missing", 1, "1@A=covered 2@A=missing", {"f.tar": f}, [line("1", A), line("2", A)])
store("missing, without a register", 1, "1@A=missing", {"p.tar": p})
store("open", 0, "1@A=covered 2@C=open", {"f.tar": f}, [line("1", A), line("2", C)])
store("open, without a register", 0, "1@C=open", {"p.tar": expiry("1", C)})
store("open until the register's due date", 0, "1@A=covered 2@A=open", {"f.tar": f}, [line("1", A), line("2", A, due="2026-12-24T00:00:00Z")],
      says="overdue since 2026-10-15T00:00:00Z by the usual rule, but the register sets a later due date")
store("due at this very moment", 0, "1@A=covered 2@A=open", {"f.tar": f}, [line("1", A), line("2", A, due=NOW)])
store("due one second ago", 1, "1@A=covered 2@A=missing", {"f.tar": f}, [line("1", A), line("2", A, due="2026-11-21T23:59:59Z")])
store("late by the register's due date", 1, "1@A=late", {"f.tar": f}, [line("1", A, due="2026-10-02T23:59:59Z")])
store("delivered when due", 0, "1@A=covered", {"f.tar": f}, [line("1", A, due="2026-10-03T00:00:00Z")])
store("in time by the register's due date only", 0, "1@B=covered", {"f.tar": followup("1", B, delivered="2026-08-01T00:00:00Z")}, [line("1", B, due="2026-09-01T00:00:00Z")],
      says="delivered after 2026-07-03T10:15:00Z by the usual rule, but the register sets a later due date")
store("another outcome in the register", 0, "1@A=covered", {"f.tar": f}, [line("1", A, outcome="renewed")], says="the register says renewed, the record says revoked")
store("late by --due", 1, "1@A=late", {"f.tar": f}, args=["--due", "P1D"])
store("more time", 0, "1@A=covered 2@A=open", {"f.tar": f}, [line("1", A), line("2", A)], args=["--due", "P90D"])
store("orphan", 1, "1@A=orphan 2@C=open", {"f.tar": f}, [line("2", C)])
store("as CSV", 0, "1@A=covered 2@C=open", {"f.tar": f}, [line("1", A), line("2", C)], csv=True)

# A trial that was renewed expires again.
june = followup("1", B)
store("a follow-up of June does not answer October", 1, "1@B=orphan 1@A=missing", {"f.tar": june}, [line("1", A)])
store("nor October that of June", 1, "1@B=covered 1@A=missing", {"f.tar": june}, [line("1", B), line("1", A)])
store("nor one that is not due yet", 0, "1@B=covered 1@C=open", {"f.tar": june}, [line("1", B), line("1", C)])
store("two expiries", 0, "1@A=covered 1@B=covered", {"a.tar": f, "b.tar": june}, [line("1", A), line("1", B)])
store("two expiries, without a register", 0, "1@A=covered 1@B=covered", {"a.tar": f, "b.tar": june})
store("two expiries, from the stage before", 1, "1@A=covered 1@B=missing", {"a.tar": f, "p.tar": p, "q.tar": expiry("1", B)})
store("the second was not followed", 1, "1@A=missing 1@B=covered", {"b.tar": june, "p.tar": p})
store("two expiries of which the register has one", 1, "1@A=covered 1@B=orphan", {"a.tar": f, "b.tar": june}, [line("1", A)])
store("one expiry twice", 6, "", {"a.tar": f}, [line("1", A), line("1", A_ELSEWHERE)], check="register.valid")
store("two trials with one time", 0, "1@A=covered 2@A=covered", {"a.tar": f, "b.tar": followup("2", A)}, [line("2", A), line("1", A)])

# Several bundles.
store("copies", 0, "1@A=covered", {"a.tar": f, "b.tar": f, "x/y/c.tar": f}, [line("1", A)])
store("two follow-ups of one expiry", 1, "1@A=duplicate", {"a.tar": f, "b.tar": followup("1", A, sealed="2026-11-20T11:00:00Z")}, [line("1", A)])
store("the same, without a register", 1, "1@A=duplicate", {"a.tar": f, "b.tar": followup("1", A, delivered="2026-10-04T00:00:00Z")})
over = followup("1", A, over=p)
store("over the sealed bundle", 0, "1@A=covered", {"f.tar": over, "p.tar": p})
store("the bundle inside is missing", 1, "1@A=broken", {"f.tar": over}, [line("1", A)])
store("another bundle before than the one inside", 1, "1@A=broken", {"f.tar": over, "p.tar": expiry("1", A, sealed="2026-11-20T11:00:00Z")})
store("two follow-ups over one bundle", 1, "1@A=duplicate", {"f.tar": over, "p.tar": p, "g.tar": followup("1", A, over=p, delivered="2026-10-04T00:00:00Z")})

# Contradictions.
renewed = expiry("1", A, outcome="renewed")
store("two outcomes", 1, "1@A=contradiction", {"p.tar": p, "q.tar": renewed}, says="there is no accepted bundle of the stage, although it is overdue")
store("two outcomes, and a follow-up of one", 1, "1@A=contradiction", {"p.tar": p, "q.tar": renewed, "f.tar": f}, [line("1", A)])
store("the evidence has another outcome than the sealed record", 1, "1@A=contradiction", {"q.tar": renewed, "f.tar": f})
store("the same with a register", 1, "1@A=contradiction", {"q.tar": renewed, "f.tar": f}, [line("1", A)])
store("the sealed record is not ready", 1, "1@A=contradiction", {"q.tar": expiry("1", A, changes={"status": "incomplete"}), "f.tar": f})
store("another licence", 1, "1@A=contradiction", {"q.tar": expiry("1", A, changes={"license_ref": "license:other"}), "f.tar": f})
store("another owner, deep inside", 1, "1@A=contradiction", {"q.tar": expiry("1", A, changes={"action/owner_ref": "team:other"}), "f.tar": f})
store("the same time in another zone", 0, "1@A=covered", {"q.tar": expiry("1", A, changes={"action/at": "2026-10-01T08:00:00+02:00"}), "f.tar": f})
store("a member more", 0, "1@A=covered", {"q.tar": expiry("1", A, changes={"organization_ref": "organization:1"}), "f.tar": f})
store("a member less", 0, "1@A=covered", {"q.tar": expiry("1", A, changes={"status": None}), "f.tar": f})
store("the same record, sealed twice", 0, "1@A=covered", {"p.tar": p, "q.tar": expiry("1", A, sealed="2026-11-20T11:00:00Z"), "f.tar": f})
store("the same record by another producer", 0, "1@A=covered", {"p.tar": p, "q.tar": expiry("1", A, key="producer-2"), "f.tar": f})
store("each has a member that the other lacks, and a third disagrees", 1, "1@A=contradiction", {
    "p.tar": expiry("1", A, changes={"organization_ref": "organization:1"}), "q.tar": p,
    "r.tar": expiry("1", A, changes={"organization_ref": "organization:2"})})
store("different expiries do not contradict each other", 0, "1@A=covered 1@B=covered", {
    "p.tar": p, "q.tar": expiry("1", B, outcome="renewed"), "f.tar": f, "g.tar": followup("1", B, outcome="renewed")})

# The stage before.
undated = expiry("1", None, outcome="escalated")
store("a bundle before that says no expiry", 6, "1@-=undecided", {"p.tar": undated})
store("the same, and a follow-up", 6, "1@A=covered 1@-=undecided", {"p.tar": undated, "f.tar": f})
store("the same, with a register", 6, "1@A=covered 1@-=undecided", {"p.tar": undated, "f.tar": f}, [line("1", A)])
store("the register omits a trial", 1, "1@A=covered 2@B=orphan", {"f.tar": f, "p.tar": expiry("2", B)}, [line("1", A)])
store("a signed register omits a trial", 1, "1@A=covered 2@B=orphan", {"f.tar": f, "p.tar": expiry("2", B)}, [line("1", A)],
      signed=("2026-01-01T00:00:00Z", "2026-11-01T00:00:00Z"))
store("outside the register's period", 0, "1@A=covered", {"f.tar": f, "p.tar": expiry("2", B)}, [line("1", A)],
      signed=("2026-07-01T00:00:00Z", "2026-11-01T00:00:00Z"), outside=["2@B"])
store("at the edges of the period", 1, "1@A=covered 2@B=orphan", {"f.tar": f, "p.tar": expiry("2", B)}, [line("1", A)], signed=(B, A))
store("a follow-up outside the register's period", 1, "1@A=covered 1@B=orphan", {"f.tar": f, "g.tar": june}, [line("1", A)],
      signed=("2026-07-01T00:00:00Z", "2026-11-01T00:00:00Z"))
store("a second expiry that the register omits", 1, "1@A=covered 1@B=orphan", {"f.tar": f, "p.tar": expiry("1", B)}, [line("1", A)])
store("no expiry, in a period", 6, "1@A=covered 2@-=undecided", {"f.tar": f, "p.tar": expiry("2", None, outcome="escalated")}, [line("1", A)],
      signed=("2026-07-01T00:00:00Z", "2026-11-01T00:00:00Z"))

# A refused bundle next to a contradiction is listed.
store("a contradiction, and a damaged follow-up", 1, "1@A=contradiction", {"p.tar": p, "q.tar": renewed, "b.tar": flip(f)}, [line("1", A)], refused=["b.tar"])

undecided_lines = [line("1", A), line("1", "2099-01-01T00:00:00Z")]
store("no expiry, and a line far ahead", 6, "1@A=covered 1@2099-01-01T00:00:00Z=open 1@-=undecided", {"f.tar": f, "p.tar": undated}, undecided_lines)
store("no expiry, and only a line far ahead", 6, "1@2099-01-01T00:00:00Z=open 1@-=undecided", {"p.tar": undated}, undecided_lines[1:])
store("no expiry, and a stranger's follow-up", 6, "1@-=undecided", {"p.tar": undated, "g.tar": stranger}, refused=["g.tar"])
store("only a damaged bundle of another stage", 6, "", {"a.tar": flip(lab.make("access", trial="1"))}, refused=["a.tar"])

# Refused bundles of the stage.
second_version = followup("1", A, sealed="2026-11-20T12:00:00Z")
store("a damaged copy next to a good one", 0, "1@A=covered", {"a.tar": f, "b.tar": flip(f)}, [line("1", A)], refused=["b.tar"])
store("the same without a register", 0, "1@A=covered", {"a.tar": f, "b.tar": flip(f)}, refused=["b.tar"])
store("a copy with a broken signature", 0, "1@A=covered", {"a.tar": f, "b.tar": break_signature(f)}, refused=["b.tar"])
store("two damaged copies", 0, "1@A=covered", {"a.tar": f, "b.tar": flip(f), "c.tar": break_signature(f)}, refused=["b.tar", "c.tar"])
store("a damaged second version", 1, "1@A=covered 1@-=rejected", {"a.tar": f, "b.tar": flip(second_version)})
store("the same with a register", 1, "1@A=covered 1@-=rejected", {"a.tar": f, "b.tar": flip(second_version)}, [line("1", A)])
store("a damaged follow-up of an expiry that the register lacks", 1, "1@A=covered 1@-=rejected", {"a.tar": f, "b.tar": flip(june)}, [line("1", A)])
store("a copy whose statement was changed", 1, "1@A=covered 1@-=rejected", {"a.tar": f, "b.tar": in_statement(b'"created":"2026', b'"created":"2025')(f)})
store("a stranger's next to a good one", 1, "1@A=covered 1@-=rejected", {"a.tar": f, "b.tar": stranger})
store("only a damaged one", 1, "1@A=rejected", {"b.tar": flip(f)}, [line("1", A)])
store("only a stranger's", 1, "1@A=rejected", {"b.tar": stranger}, [line("1", A)],
      says="no trusted key sealed it, or the seal is not of this file: what it says it is about is only a claim; what it names is overdue")
store("a due date beyond the calendar", 0, "1@A=covered 1@9999-12-30T00:00:00Z=open", {"f.tar": f}, [line("1", A), line("1", "9999-12-30T00:00:00Z")])
store("only a stranger's, not due yet", 1, "1@C=rejected", {"b.tar": stranger}, [line("1", C)])
store("only a damaged one, and a second expiry", 1, "1@A=rejected 1@C=rejected", {"b.tar": flip(f)}, [line("1", A), line("1", C)])
store("one for the expiry that lacks one", 1, "1@A=rejected 1@B=covered", {"a.tar": june, "b.tar": flip(f)}, [line("1", A), line("1", B)])
store("two damaged ones for one expiry", 1, "1@A=rejected", {"b.tar": flip(f), "c.tar": flip(second_version)}, [line("1", A)], refused=["c.tar"])
store("a damaged one of a trial that is not registered", 1, "1@A=covered 2@-=rejected", {"a.tar": f, "b.tar": flip(followup("2", A))}, [line("1", A)])
store("cut before it says whose it is", 1, "1@A=covered -@-=rejected", {"a.tar": f, "b.tar": cut(flip(f))}, [line("1", A)])
store("the approver sealed it", 1, "1@A=rejected", {"b.tar": approver_seals}, [line("1", A)])

# A bundle that is undamaged, but refused, says which expiry it is about: here the policy's max_age refuses it.
OLD = {"trust": "aging.json"}
old, old_june, old_before = (lab.make(kind, trial="1", expired=e, sealed="2026-11-06T10:00:00Z", delivered="2026-10-05T00:00:00Z") if kind == "followup" else
                             lab.make(kind, trial="1", expired=e, sealed="2026-11-06T10:00:00Z") for kind, e in (("followup", A), ("followup", B), ("expiry", A)))
store("an older version of an accepted bundle", 0, "1@A=covered", {"a.tar": f, "b.tar": old}, [line("1", A)], refused=["b.tar"], **OLD)
store("an old bundle about another expiry", 1, "1@A=covered 1@-=rejected", {"a.tar": f, "b.tar": old_june}, [line("1", A)], **OLD)
store("the same without a register", 1, "1@A=covered 1@-=rejected", {"a.tar": f, "b.tar": old_june}, **OLD)
store("an older version of the bundle before", 0, "1@A=covered", {"a.tar": f, "p.tar": p, "q.tar": old_before}, refused=["q.tar"], **OLD)
store("an old bundle before, of an expiry that is registered", 0, "1@A=covered", {"a.tar": f, "q.tar": old_before}, [line("1", A)], refused=["q.tar"], **OLD)
store("an old bundle before, outside the register's period", 0, "1@B=covered", {"a.tar": june, "q.tar": old_before}, [line("1", B)], refused=["q.tar"],
      signed=("2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z"), **OLD)
store("an old bundle before, outside it, with an orphan", 1, "2@B=covered 1@A=orphan", {"a.tar": followup("2", B), "b.tar": f, "q.tar": old_before}, [line("2", B)],
      refused=["q.tar"], signed=(B, B), **OLD)
store("an old bundle before, inside it", 1, "1@B=covered 1@-=rejected", {"a.tar": june, "q.tar": old_before}, [line("1", B)],
      signed=("2026-06-01T00:00:00Z", "2026-11-01T00:00:00Z"), **OLD)
store("only an old one", 1, "1@A=rejected", {"b.tar": old}, [line("1", A)], **OLD)
inside = expiry("1", A, sealed="2026-11-11T10:00:00Z")
store("the bundle inside is old now, and another one disagrees", 1, "1@A=contradiction", {"p.tar": inside, "f.tar": followup("1", A, over=inside),
      "q.tar": renewed}, [line("1", A)], refused=["p.tar"], **OLD)

# A seal says nothing about a file that it does not belong to.
other = followup("2", B)
for name, seal in (("the accepted bundle", f), ("the bundle before", p), ("another stage", lab.make("access", trial="1"))):
    store("the only follow-up has the seal of %s" % name, 1, "1@A=covered %s@-=rejected" % ("1"), {"a.tar": f, "p.tar": p, "b.tar": with_seal_of(seal)(other)})

# Refused bundles of the stage before, and of others.
second = expiry("1", B)
store("the only trace of a trial is damaged", 1, "1@-=rejected", {"p.tar": flip(p)})
store("the only trace has a broken signature", 1, "1@-=rejected", {"p.tar": break_signature(p)})
store("the only trace is a stranger's", 1, "1@-=rejected", {"p.tar": expiry("1", A, key="stranger")})
store("a damaged copy of the bundle before", 1, "1@A=missing", {"p.tar": p, "q.tar": flip(p)}, refused=["q.tar"])
store("a damaged second expiry", 1, "1@A=covered 1@-=rejected", {"p.tar": p, "f.tar": f, "q.tar": flip(second)})
store("a damaged second expiry, omitted by the register", 1, "1@A=covered 1@-=rejected", {"p.tar": p, "f.tar": f, "q.tar": flip(second)}, [line("1", A)])
store("a damaged bundle before, of an expiry that is registered", 1, "1@A=covered 1@-=rejected", {"f.tar": f, "q.tar": flip(p)}, [line("1", A)])
store("a damaged copy of the bundle before, with a register", 0, "1@A=covered", {"f.tar": f, "p.tar": p, "q.tar": flip(p)}, [line("1", A)], refused=["q.tar"])
store("the only contradiction is damaged", 1, "1@A=covered 1@-=rejected", {"f.tar": f, "q.tar": flip(renewed)}, [line("1", A)])
store("a second expiry that is damaged, and a line far ahead", 1, "1@A=covered 1@2099-01-01T00:00:00Z=open 1@-=rejected", {"p.tar": p, "f.tar": f, "q.tar": flip(second)},
      [line("1", A), line("1", "2099-01-01T00:00:00Z")])
store("a damaged bundle before, of a trial that is not", 1, "1@A=covered 2@-=rejected", {"f.tar": f, "q.tar": flip(expiry("2", B))}, [line("1", A)])
store("it claims another stage now", 1, "-@-=rejected", {"p.tar": in_statement(b"trial-access-expiry", b"trial-license-acces")(p)})
store("it claims another trial now", 1, "9@-=rejected", {"p.tar": in_statement(b"trial:opaque-1", b"trial:opaque-9")(p)})
store("it claims a trial that is covered", 1, "9@A=covered 9@-=rejected", {"p.tar": in_statement(b"trial:opaque-1", b"trial:opaque-9")(p), "f.tar": followup("9", A)})
access = lab.make("access", trial="1")
store("another stage", 0, "1@A=covered", {"f.tar": f, "a.tar": access})
store("a damaged bundle of another stage", 0, "1@A=covered", {"f.tar": f, "a.tar": flip(access)}, refused=["a.tar"])
store("nobody trusted sealed a bundle of another stage", 1, "1@A=covered 1@-=rejected", {"f.tar": f, "a.tar": in_statement(b'"created":"2026', b'"created":"2025')(access)})

# Stages that do not say when what they are about expired.
NOTE, DATED = ["--stage", "trial-note"], ["--stage", "trial-dated"]
note = own("trial-note", "1", A, delivered="2026-10-05T00:00:00Z")
store("by trial", 0, "1@A=covered", {"n.tar": note}, [line("1", A)], args=NOTE)
store("by trial, whatever the expiry", 0, "1@B=covered", {"n.tar": note}, [line("1", B)], args=NOTE + ["--due", "P365D"])
store("by trial, late", 1, "1@B=late", {"n.tar": note}, [line("1", B)], args=NOTE)
store("by trial, before it expired", 1, "1@C=early", {"n.tar": note}, [line("1", C)], args=NOTE)
store("by trial, without a register", 0, "1@A=covered", {"n.tar": note, "p.tar": expiry("1", A, outcome="escalated")}, args=NOTE)
store("by trial, and the bundle before disagrees", 1, "1@A=contradiction", {"n.tar": note, "p.tar": p}, args=NOTE)
store("by trial, two expiries", 6, "1@A=undecided 1@B=undecided", {"n.tar": note}, [line("1", A), line("1", B)], args=NOTE)
store("by trial, two expiries and no bundle", 1, "2@A=covered 1@A=missing 1@B=missing", {"n.tar": own("trial-note", "2", A, delivered=C)},
      [line("1", A), line("1", B), line("2", A)], args=NOTE + ["--due", "P50D"])
store("by trial, not registered", 1, "1@-=orphan 2@C=open", {"n.tar": note}, [line("2", C)], args=NOTE)
store("by trial, two of them", 1, "1@A=duplicate", {"n.tar": note, "m.tar": own("trial-note", "1", A, delivered=C)}, [line("1", A)], args=NOTE)
dated = own("trial-dated", "1", A, delivered="2026-10-05T00:00:00Z")
store("its own pointer", 0, "1@A=covered", {"d.tar": dated}, [line("1", A)], args=DATED)
store("its own pointer, another expiry", 1, "1@A=orphan 1@B=missing", {"d.tar": dated}, [line("1", B)], args=DATED)
store("its own pointer, before it expired", 1, "1@A=early", {"d.tar": own("trial-dated", "1", A, delivered="2026-09-30T23:59:59Z")}, [line("1", A)], args=DATED)
store("its own pointer, to nothing", 6, "1@A=missing 1@-=undecided", {"d.tar": own("trial-dated", "1", None, delivered=C)}, [line("1", A)], args=DATED)
store("its own pointer, to nothing, without a register", 6, "1@-=undecided", {"d.tar": own("trial-dated", "1", None, delivered=C)}, args=DATED)

store("by trial, and the bundle before says no expiry", 6, "1@-=covered 1@-=undecided", {"n.tar": note, "p.tar": undated}, args=NOTE)
store("the same with a register", 6, "1@A=covered 1@-=undecided", {"n.tar": note, "p.tar": undated}, [line("1", A)], args=NOTE)
store("by trial, and the store shows another expiry", 6, "1@A=undecided", {"n.tar": note, "q.tar": expiry("1", B, outcome="escalated")}, [line("1", A)],
      signed=("2026-07-01T00:00:00Z", "2026-11-01T00:00:00Z"), args=NOTE, outside=["1@B"])

# The stage before never says when the trial expires.
ACCESS = ["--stage", "trial-access-expiry"]
licence, second_licence = access, lab.make("access", trial="1", changes={"license_ref": "license:another"})
over_licence = expiry("1", A, over=licence)
store("one licence, one expiry", 0, "1@A=covered", {"a.tar": licence, "p.tar": over_licence}, args=ACCESS)
store("two licences that agree", 0, "1@A=covered", {"a.tar": licence, "b.tar": lab.make("access", trial="1", sealed="2026-11-20T11:00:00Z"), "p.tar": over_licence}, args=ACCESS)
store("two licences, one expiry", 6, "1@A=covered 1@-=undecided", {"a.tar": licence, "b.tar": second_licence, "p.tar": over_licence}, args=ACCESS)
store("two licences, one registered expiry", 6, "1@A=covered 1@-=undecided", {"a.tar": licence, "b.tar": second_licence, "p.tar": over_licence}, [line("1", A)], args=ACCESS)
store("two licences, two registered expiries", 0, "1@A=covered 1@C=open", {"a.tar": licence, "b.tar": second_licence, "p.tar": over_licence}, [line("1", A), line("1", C)], args=ACCESS)
store("three licences, two registered expiries", 6, "1@A=covered 1@C=open 1@-=undecided", {"a.tar": licence, "b.tar": second_licence, "p.tar": over_licence,
      "c.tar": lab.make("access", trial="1", changes={"license_ref": "license:third"})}, [line("1", A), line("1", C)], args=ACCESS)
store("the expiry is about a third licence", 1, "1@A=contradiction", {"a.tar": second_licence, "b.tar": lab.make("access", trial="1", changes={"license_ref": "license:third"}),
      "p.tar": p}, [line("1", A)], args=ACCESS)
store("the same, and a line that is open", 1, "1@A=contradiction 1@C=open", {"a.tar": second_licence, "p.tar": p}, [line("1", A), line("1", C)], args=ACCESS)
store("the same, and a second expiry", 1, "1@A=contradiction 1@B=contradiction", {"a.tar": second_licence, "p.tar": p, "q.tar": expiry("1", B)}, [line("1", A), line("1", B)], args=ACCESS)
store("the expiry is about another licence", 1, "1@A=contradiction", {"a.tar": second_licence, "p.tar": p}, args=ACCESS)
store("a licence and no expiry", 6, "1@-=undecided", {"a.tar": licence}, args=ACCESS)

# What is in a store.
NONE = {".": "store.bundles"}
store("an empty store", 6, "", {}, unjudged=NONE)
store("an empty store and an open trial", 6, "1@C=open", {}, [line("1", C)], unjudged=NONE)
store("no bundle among other files", 6, "", {"readme.txt": b"hello", "x.json": b"{}"}, unjudged=NONE)
store("a register without a line", 6, "", {"f.tar": f}, [], check="register.valid")
store("a register without a line, as CSV", 6, "", {"f.tar": f}, [], csv=True, check="register.valid")
store("only bundles of other stages", 6, "", {"a.tar": access})
store("a store of links", 6, "", {"f.tar": "/../../outside/f.tar", "g.tar": "/../../outside/f.tar"}, unjudged={"f.tar": "io", "g.tar": "io"})
store("a link out of the store, to a directory", 6, "1@A=covered", {"f.tar": f, "more": "/../../outside"}, unjudged={"more": "io"})
store("a link that leads nowhere", 6, "1@A=covered", {"f.tar": f, "b": "/nowhere"}, unjudged={"b": "io"})
store("a link to the directory above", 6, "1@A=covered", {"f.tar": f, "up": ".."}, [line("1", A)], unjudged={"up": "io"})
store("links inside the store", 0, "1@A=covered", {"2026/f.tar": f, "latest": "2026", "2026/again.tar": "f.tar"}, [line("1", A)])
for name, harm in (("e.tar", empty), ("l.tar", lfs), ("z.tar", zipped), ("z.tar.gz", zipped), ("Z.TGZ", zipped), ("r.tar", repack), ("backup", repack),
                   ("h.tar", flip_header), ("renamed", flip_header)):
    store("%s in %s" % (harm.__name__, name), 6, "1@A=covered", {"f.tar": f, name: harm(f)}, [line("1", A)], unjudged={name: "tar.canonical"})
for name, harm in (("z.tar.lz", zipped), ("z.tar~", zipped), ("Z.TAR.GPG", empty), ("z.tar ", empty), ("sector", zero_first_sector)):
    store("%s in %s" % (harm.__name__, name), 6, "1@A=covered", {"f.tar": f, name: harm(f)}, [line("1", A)], unjudged={name: "tar.canonical"})
for name in ("z.tar.gz~", "z.tar.1", "z.tar (1)", "z.tar.", "#z.tar#", "z.tar.gz.gpg", "z.tgz.old", "z.tar.crdownload", "z.gtar", "z.tbz2", "z.tar-20261001.gz", "z.tar.2026-10-01", "z.tar,1"):
    store("the name %s" % name, 6, "1@A=covered", {"f.tar": f, name: b"x"}, [line("1", A)], unjudged={name: "tar.canonical"})
for name in ("guitar", "tar", "star.gz", "f.tar.sha256", "f.tar.sig", "f.tar.html", "notes.1"):
    store("the harmless name %s" % name, 0, "1@A=covered", {"f.tar": f, name: b"x"}, [line("1", A)])
store("a bundle that looks like what macOS adds", 6, "1@A=covered", {"f.tar": f, "b.tar": apple_double(f)[:4] + second_version[4:]}, [line("1", A)], unjudged={"b.tar": "tar.canonical"})
store("the same with the name of it", 6, "1@A=covered", {"f.tar": f, "._b.tar": apple_double(f)[:4] + second_version[4:]}, [line("1", A)], unjudged={"._b.tar": "tar.canonical"})
store("an archive older than POSIX", 6, "1@A=covered", {"f.tar": f, "backup": v7(f)}, [line("1", A)], unjudged={"backup": "tar.canonical"})
store("an older version whose approver left", 0, "1@A=covered", {"a.tar": f, "b.tar": lab.make("followup", trial="1", expired=A, approver="approver-2")}, [line("1", A)],
      refused=["b.tar"], trust="without.json")
for name, content in (("._f.tar", apple_double(f)), ("f.list", listing(f)), ("f.tar.sha256", b"0" * 64 + b"  f.tar\n"), ("report.html", b"<p>")):
    store("beside a bundle: %s" % name, 0, "1@A=covered", {"f.tar": f, name: content}, [line("1", A)])
store("a directory with the name of a bundle", 6, "1@A=covered", {"f.tar": f, "p.tar/x": b"x"}, [line("1", A)], unjudged={"p.tar": "io"})
store("a link with the name of a bundle", 0, "1@A=covered", {"f.tar": "blobs/1", "blobs/1": f}, [line("1", A)])
store("a link with that name to something else", 6, "1@A=covered", {"f.tar": f, "p.tar": "blobs/1", "blobs/1": b"x"}, [line("1", A)], unjudged={"p.tar": "tar.canonical"})
store("a link with that name to a directory", 6, "1@A=covered", {"f.tar": f, "p.tar": "blobs", "blobs/1": b"x"}, [line("1", A)], unjudged={"p.tar": "io"})
store("a link that leads in a circle", 6, "1@A=covered", {"f.tar": f, "x": "y", "y": "x"}, [line("1", A)], unjudged={"x": "io", "y": "io"})
many = {"%03d.tar" % i: b"x" if i % 2 else "/nowhere" for i in range(60)}
store("files and links by turns", 6, "1@A=covered", {"f.tar": f} | many, [line("1", A)], unjudged={n: "tar.canonical" if c == b"x" else "io" for n, c in many.items()})
store("a good bundle with another name", 0, "1@A=covered", {"bundle.1": f}, [line("1", A)])
store("a stage that nobody knows", 6, "1@A=covered", {"f.tar": f, "d.tar": dated}, [line("1", A)], unknown_stage=True, unjudged={"d.tar": "profile.known"})


def write(row, place):
    """Write the row's store, register and policy, and return the arguments of the audit."""
    os.makedirs(place + "/store")
    os.makedirs(place + "/outside")
    with open(place + "/outside/f.tar", "wb") as file:
        file.write(f)
    for name, content in row["files"].items():
        path = os.path.join(place, "store", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if isinstance(content, str):
            os.symlink(os.path.abspath(place) + "/outside" + content[len("/../../outside"):] if content.startswith("/../..") else content, path)
        else:
            with open(path, "wb") as file:
                file.write(content)
    args = ["store", "--trust", "../../lab/" + row.get("trust", "trust.json"), "--at", NOW, *row.get("args", [])]
    for name in PROFILES:
        if not row.get("unknown_stage"):
            args += ["--profile", "../../lab/%s.json" % name]
    if row["register"] is None:
        return args
    name = "register.csv" if row.get("csv") else "register.jsonl"
    with open(os.path.join(place, name), "w", encoding="utf-8") as file:
        if row.get("csv"):
            file.write("trial_ref,expired_at\n" + "".join("%(trial_ref)s,%(expired_at)s\n" % x for x in row["register"]))
        else:
            file.write("".join(json.dumps(x) + "\n" for x in row["register"]))
    if "signed" in row:
        run("register", "sign", os.path.join(place, name), "--key", KEYS + "/registrar.key", "--from", row["signed"][0], "--to",
            row["signed"][1], "-q", "-o", place + "/register.dsse.json", at="2026-11-21T00:00:00Z")
        name = "register.dsse.json"
    return args + ["--register", name]


def spell(ref, expired, state):
    return "%s@%s=%s" % (ref.removeprefix("trial:opaque-") if ref and ref[0] == "t" else "-", NAMES.get(expired, expired), state)


def of_json(out):
    return [spell(t["trial_ref"], t["expired_at"], t["state"]) for t in json.loads(out)["trials"]]


def of_text(out):
    states = "covered|open|missing|late|early|rejected|duplicate|contradiction|orphan|broken|undecided"
    found = re.findall(r"^(%s) +(\S+|\(no trial named\))(?:  expired ([^,\n]+))?" % states, out, re.M)
    return [spell(ref, expired, state) for state, ref, expired in found]


def of_csv(out):
    rows = list(csv.DictReader(io.StringIO(out)))
    return [spell(r["trial_ref"], r["expired_at"], r["state"]) for r in rows if r["state"] not in ("refused", "outside", "unjudged")]


def of_junit(out):
    states = []
    for case in xml.etree.ElementTree.fromstring(out).iter("testcase"):
        found = re.fullmatch(r"coverage(?:, expired (.*))?", case.get("name"))
        if found is None:
            continue
        result = case[0] if len(case) and case[0].tag != "system-out" else None
        state = "covered" if result is None else "open" if result.tag == "skipped" else result.get("type")
        if (state == "undecided") != (result is not None and result.tag == "error"):
            state += ", but not an error"
        states.append(spell(case.get("classname"), found[1], state))
    return states


def of_html(out):
    """The page shows only the date of an expiry: the states must be those of the JSON that it contains."""
    table = out.split('<table class="items">\n<caption>')[-1] if "<caption>Failing" in out else ""
    rows = re.findall(r'<tr><th scope="row">(?:<a[^>]*>)?([^<]*)(?:</a>)?</th><td><span class="badge [a-z]+">.*?</svg>([a-z]+)</span></td><td class="d1">(?:<time>([^<]*))?', table)
    inside = json.loads(re.search(r'<script type="application/json"[^>]*>(.*?)</script>', out, re.S)[1])
    known = [(t["trial_ref"] or t["path"], t["state"], (t["expired_at"] or "")[:10]) for t in inside["trials"]]
    return of_json(json.dumps(inside)) if rows == known else ["the table differs: %s" % rows]


FORMATS = {"text": of_text, "json": of_json, "csv": of_csv, "junit": of_junit, "html": of_html}
LAST = {0: "ACCEPTED", 1: "REJECTED", 6: "UNDECIDED"}


def say(row, what, expected, found):
    print("ok" if expected == found else "not ok: %s: %s\n    expected: %s\n    found:    %s" % (row["what"], what, expected, found))


def audit(place, args):
    done = subprocess.run([TARSEAL, "audit", *args], capture_output=True, text=True, cwd=place)
    if "Sanitizer" in done.stderr or "runtime error" in done.stderr:
        print("not ok: sanitizer: %s" % done.stderr)
    return done.returncode, done.stdout


def judge_lists(row, name, out, refused, unjudged):
    """What was refused or not judged is named in every format."""
    for each in row.get("outside", []):
        say(row, "%s names %s" % (name, each), True, "trial:opaque-" + each.split("@")[0] in out)
    for path in itertools.chain(refused, unjudged):
        say(row, "%s names %s" % (name, path), True, os.path.normpath(os.path.join("store", path)) in out)
    if name == "json":
        verdict = json.loads(out)
        say(row, "what is refused", sorted("store/" + path for path in refused), sorted(r["path"] for r in verdict["refused"] if not r["decides"]))
        say(row, "what is not judged", sorted((os.path.normpath("store/" + path), check) for path, check in unjudged.items()),
            sorted((u["path"], u["check"]) for u in verdict["unjudged"]))
        say(row, "outside the register", row.get("outside", []), [spell(o["trial_ref"], o["expired_at"], "")[:-1] for o in verdict["outside"]])
        seen = verdict["files"]
        say(row, "the numbers of files", seen["seen"], seen["of_stage"] + seen["of_other_stages"] + seen["no_bundles"] + len(
            [u for u in verdict["unjudged"] if u["check"] != "store.bundles"]))
        say(row, "the exit code in JSON", row["code"], verdict["exit"])
        say(row, "the counts", len(verdict["trials"]), sum(verdict["counts"].values()))


def judge_last(row, place, args, out):
    """The last line, which is all that -q prints, counts everything that is not green."""
    last = out.splitlines()[-1]
    counts = [(len(row.get("refused", [])), r"; %d other bundles? refused"), (len(row.get("outside", [])), r"; %d expir(y|ies) outside the register"),
              (len(row.get("unjudged", {})), r"; %d files? or stores? not verified")]
    say(row, "the last line", LAST[row["code"]], last.split()[0])
    say(row, "what -q prints", (row["code"], last + "\n"), audit(place, args + ["-q"]))
    for n, pattern in counts:
        say(row, "the last line: %s" % pattern, n > 0, re.search(pattern % n, last) is not None)


def judge(row, number):
    place = "row/%03d" % number
    args = write(row, place)
    for name, states_of in FORMATS.items():
        code, out = audit(place, args + (["-v"] if name == "text" else ["--format", name]))
        say(row, "%s: the exit code" % name, row["code"], code)
        if "check" in row:
            if name in ("json", "junit", "text"):
                say(row, "%s: the check" % name, True, row["check"] in out)
            continue
        say(row, "%s: no text is missing" % name, False, "(null)" in out)
        say(row, "%s: the states" % name, row["states"], sorted(states_of(out)))
        judge_lists(row, name, out, row.get("refused", []), row.get("unjudged", {}))
        if "says" in row:
            say(row, "%s: the remark" % name, True, row["says"].replace("'", "&#39;" if name == "html" else "&apos;" if name == "junit" else "'") in out)
        if name == "text":
            judge_last(row, place, args, out)
    if "check" not in row:
        once, again = (audit(place, args + ["--format", "json", "--threads", n]) for n in ("1", "7"))
        say(row, "the same bytes with any number of threads", True, once == again)
    judge_lines(row, number, place, args)


def judge_lines(row, number, place, args):
    """Any number of shards, in any order, gives what one process gives."""
    shards = (1, 2, 3, 7, 16)[number % 5]
    register = args.index("--register") if "--register" in args else len(args)
    what = args[1:register]
    due = what.index("--due") if "--due" in what else len(what)
    told = what[:due] + what[due + 2:]  # when something is due is judged where the lines are joined
    parts = []
    for i in range(1, shards + 1):
        parts.append("part-%d.lines" % i)
        code, out = audit(place, ["store", *told, "--format", "lines", "--run", "r", "--shard", "%d/%d" % (i, shards), "-o", parts[-1], "--force"])
        say(row, "lines: shard %d/%d" % (i, shards), (0, ""), (code, out))
    random.shuffle(parts)
    at = what.index("--at")
    for name in ("json", "text", "csv"):
        found = audit(place, ["--lines", *parts, *what[:at], *what[at + 2:], *args[register:], "--format", name])
        say(row, "lines: %s of %d shards" % (name, shards), audit(place, args + ["--format", name]), found)


def make_policy():
    with open(KEYS + "/trust.json", encoding="utf-8") as file:
        policy = json.load(file)
    with open(KEYS + "/registrar.pub", encoding="utf-8") as file:
        policy["keys"].append({"public_key": file.read().strip(), "owner": "trial-registry", "roles": ["registrar"]})
    policy["stages"] = {}
    for name in PROFILES:
        with open("lab/%s.json" % name, "rb") as file:
            policy["stages"][name] = {"profiles": [{"sha256": hashlib.sha256(file.read()).hexdigest()}]}
    with open("lab/trust.json", "w", encoding="utf-8") as file:
        json.dump(policy, file)
    with open("lab/without.json", "w", encoding="utf-8") as file:
        json.dump({**policy, "keys": [key for key in policy["keys"] if key["owner"] != "security"]}, file)
    policy["default"]["max_age"] = "P10D"
    with open("lab/aging.json", "w", encoding="utf-8") as file:
        json.dump(policy, file)


make_policy()
for count, each in enumerate(TABLE):
    judge(each, count)
print("note: %d stores" % len(TABLE))
