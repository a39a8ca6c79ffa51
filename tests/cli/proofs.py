# proofs.py DIRECTORY: a table of situations: who stamped a bundle and when, under which policy, and what `verify` makes
# of it. Prints "ok" or "not ok: …" for each check.
import base64
import copy
import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile

os.chdir(sys.argv[1])
from stamps_lab import *  # pylint: disable=wildcard-import,unused-wildcard-import,wrong-import-position

TARSEAL, FIXTURES, KEYS = os.environ["TARSEAL"], os.environ["FIXTURES"], os.environ["KEYS"]
GOLDEN, CHAIN = FIXTURES + "/golden/", os.environ["SEALED_DIR"] + "/juniper-followup.tar"
SINCE = {"at": "2026-09-01T00:00:00Z", "reason": "compromised"}
ROWS = []


def check(what, good, said=""):
    print("ok" if good else "not ok: %s\n%s" % (what, said))


def seal_of(path):
    with tarfile.open(path) as t:
        return hashlib.sha256(t.extractfile(t.getmembers()[1]).read()).hexdigest()


def load(path):
    with open(path, encoding="utf-8") as f:
        return json.load(f)


one, two, three = Authority("one"), Authority("two", depth=1), Authority("three", key="rsa")
B, C = GOLDEN + "golden-followup.tar", CHAIN
SEAL, CHAIN_SEAL = seal_of(B), seal_of(C)


def entry(authority, which="root", owner=None, **more):
    return {"owner": owner or "tsa-" + authority.name, "certificates": [authority.certificate(which)], **more}


ALL = [entry(one), entry(two, 0), entry(three)]


def policy(authorities=None, stamps=1, producer=None, approver=None, **stage):
    """The golden policy; STAGE are rules, PRODUCER and APPROVER members of their keys."""
    p = copy.deepcopy(load(GOLDEN + "trust.json"))
    p["time"] = {"stamps": stamps, "authorities": ALL if authorities is None else authorities}
    p["stages"]["golden-followup"].update({"stamped": True, **stage})
    for owner, member in (("golden-producer", producer), ("golden-approver", approver)):
        next(k for k in p["keys"] if k["owner"] == owner).update(member or {})
    return p


def row(what, code, ids, p, beside=None, before=None, after=None, bundle=B, at="2026-10-01T00:00:00Z", options=(), pipe=False):
    """BESIDE: files beside the bundle, by what follows its name; a value is bytes, or a function that makes the file."""
    ROWS.append(dict(what=what, code=code, ids=sorted(ids.split()), p=p, beside=beside or {}, before=before, after=after, bundle=bundle, at=at, options=options, pipe=pipe))


def at(authority, time, seal=SEAL, **how):
    return authority.reply(seal, when="2026-06-20 " + time, **how)


def renewal(authority, stamp, when):
    return authority.reply(hashlib.sha256(stamp).hexdigest(), when=when)


def name_of(number):
    return ".tsr" if number == 1 else ".%d.tsr" % number


NONE = "time.stamped"
s1, s2, s3 = at(one, "12:30:00"), at(two, "13:00:00"), at(three, "14:00:00")
B1, B2, B3 = ("2026-06-20T%s:01Z" % t for t in ("12:30", "13:00", "14:00"))
late = one.reply(SEAL, when="2026-08-20 00:00:00")
stranger = Authority("stranger").reply(SEAL)

# Where a stamp lies.
row("no stamp", 4, NONE, policy())
row("no stamp, and none is required", 0, "", policy(stamped=False))
row("a stamp", 0, "", policy(), {".tsr": s1}, B1)
row("a stamp, and none is required", 0, "", policy(stamped=False), {".tsr": s1}, B1)
for n in (2, 9):
    row("a stamp as the %d. alone" % n, 0, "", policy(), {name_of(n): s1}, B1)
for other in (".1.tsr", ".10.tsr", ".02.tsr", ".TSR", "..tsr", ".tsr.bak", ".2"):
    row("a stamp under another name, %s" % other, 4, NONE, policy(), {other: s1})
row("a bad one and a good one", 0, "", policy(), {".tsr": b"x" * 100, ".2.tsr": s1}, B1)
row("a stranger's and a good one", 0, "", policy(), {".tsr": stranger, ".2.tsr": s1}, B1)
row("a stranger's", 4, NONE, policy(), {".tsr": stranger})
row("a stranger's, where none is required", 0, "", policy(stamped=False), {".tsr": stranger})
row("nine bad ones", 4, NONE, policy(), {name_of(n): b"\0" * n for n in range(1, 10)})
row("one that is too large, and a good one", 0, "", policy(), {".tsr": s1 + bytes(40000), ".2.tsr": s1}, B1)
row("a directory and a good one", 0, "", policy(), {".tsr": os.mkdir, ".2.tsr": s1}, B1)
row("a pipe and a good one", 0, "", policy(), {".tsr": os.mkfifo, ".2.tsr": s1}, B1)
row("a pipe alone", 4, NONE, policy(), {".tsr": os.mkfifo})
row("a link to a stamp", 0, "", policy(), {".elsewhere": s1, ".tsr": lambda p: os.symlink(p[:-4] + ".elsewhere", p)}, B1)
row("one that cannot be read", 6, NONE + " io", policy(), {".tsr": lambda p: os.symlink(p, p)})
row("one that cannot be read, and a good one", 0, "", policy(), {".tsr": lambda p: os.symlink(p, p), ".2.tsr": s1}, B1)
row("one that cannot be read, where none is required", 0, "", policy(stamped=False), {".tsr": lambda p: os.symlink(p, p)})
# How many owners vouch, and for what.
row("two owners are required, one stamped", 4, NONE, policy(stamps=2), {".tsr": s1})
row("two stamps of one owner", 4, NONE, policy(stamps=2), {".tsr": s1, ".2.tsr": late})
row("two owners", 0, "", policy(stamps=2), {".tsr": s1, ".2.tsr": s2}, B2)
row("two of three owners: the second earliest", 0, "", policy(stamps=2), {".tsr": s3, ".2.tsr": s2, ".3.tsr": s1}, B2)
row("three owners", 0, "", policy(stamps=3), {".tsr": s3, ".2.tsr": s2, ".3.tsr": s1}, B3)
row("three are required, two and a second of one of them", 4, NONE, policy(stamps=3), {".tsr": s1, ".2.tsr": s2, ".3.tsr": late})
row("one of three owners: the earliest", 0, "", policy(), {".tsr": s3, ".2.tsr": s2, ".3.tsr": s1}, B1)
row("an owner's earliest stamp counts", 0, "", policy(stamps=2), {".tsr": late, ".2.tsr": s1, ".3.tsr": s2}, B2)
row("two certificates of one owner are one", 4, NONE, policy([entry(one, owner="x"), entry(two, 0, owner="x")], stamps=2), {".tsr": s1, ".2.tsr": s2})
row("equal bounds of two owners", 0, "", policy(stamps=2), {".tsr": s1, ".2.tsr": at(two, "12:30:00")}, B1)
# A key that was compromised later.
for since, code, ids in (("2026-06-20T12:30:02Z", 0, ""), ("2026-06-20T12:30:01Z", 4, "seal.validity"), ("2026-06-20T12:00:00Z", 4, "seal.validity")):
    row("stamped before %s, when the producer's key was compromised" % since, code, ids, policy(producer={"revoked": {**SINCE, "since": since}}), {".tsr": s1}, B1)
    row("the same, and no stamp is required", code, ids, policy(stamped=False, producer={"revoked": {**SINCE, "since": since}}), {".tsr": s1}, B1)
row("compromised, since nobody knows when", 4, "seal.validity", policy(producer={"revoked": SINCE}), {".tsr": s1}, B1)
AUGUST = {"revoked": {**SINCE, "since": "2026-08-01T00:00:00Z"}}
row("compromised since August, not stamped", 4, "seal.validity", policy(producer=AUGUST))
row("compromised since August, stamped after that", 4, "seal.validity", policy(producer=AUGUST), {".tsr": late}, "2026-08-20T00:00:01Z")
row("compromised since August, stamped by a stranger", 4, "seal.validity", policy(producer=AUGUST), {".tsr": stranger})
row("compromised since August, a stamp that cannot be read", 6, "io seal.validity", policy(producer=AUGUST), {".tsr": lambda p: os.symlink(p, p)})
row("the approver's key, compromised since August", 0, "", policy(approver=AUGUST), {".tsr": s1}, B1)
row("the approver's key, compromised since August, not stamped", 4, "approval.validity", policy(approver=AUGUST, stamped=False))
row("the attack: an unsigned payload stamped in time, signed later with the stolen key", 4, "seal.validity", policy(producer=AUGUST),
    {".tsr": at(one, "12:30:00", "3eabaa7130d0c7d36a47a92e26eac3c59d7c163d7ea3a7f7dedabd89bc362a48")})
# Windows are judged at the proven time where stamps are required, and at the claimed one elsewhere.
for member, what in (({"valid_until": "2026-06-20T12:15:00Z"}, "expired"), ({"revoked": {"at": "2026-06-20T12:15:00Z", "reason": "retired"}}, "retired")):
    row("the producer's key %s before the proven time" % what, 4, "seal.threshold seal.validity", policy(producer=member), {".tsr": s1}, B1)
    row("the same, and no stamp is required", 0, "", policy(producer=member, stamped=False), {".tsr": s1}, B1)
    row("the approver's key %s before the proven time" % what, 4, "approval.threshold approval.validity", policy(approver=member), {".tsr": s1}, B1)
row("the producer's key expired after the proven time", 0, "", policy(producer={"valid_until": "2026-06-20T12:30:01Z"}), {".tsr": s1}, B1)
row("the producer's key became valid after the claimed time", 4, "seal.threshold seal.validity", policy(producer={"valid_from": "2026-06-20T12:15:00Z"}), {".tsr": s1}, B1)
# The claimed time lies between the proven ones.
row("stamped before it claims to be sealed", 4, "time.created", policy(), {".tsr": at(one, "11:00:00")}, "2026-06-20T11:00:01Z")
row("stamped five minutes before", 0, "", policy(), {".tsr": at(one, "11:55:00", accuracy="")}, "2026-06-20T11:55:00Z")
row("stamped more than five minutes before", 4, "time.created", policy(), {".tsr": at(one, "11:54:59", accuracy="")}, "2026-06-20T11:54:59Z")
row("the same, and no stamp is required", 4, "time.created", policy(stamped=False), {".tsr": at(one, "11:54:59", accuracy="")}, "2026-06-20T11:54:59Z")
row("soon enough", 0, "", policy(proven_within="PT30M1S"), {".tsr": s1}, B1)
row("not soon enough", 1, "time.within", policy(proven_within="PT30M"), {".tsr": s1}, B1)
row("a late stamp does not spoil an earlier one", 0, "", policy(proven_within="PT1H"), {".tsr": late, ".2.tsr": s1}, B1)
row("soon enough, but two are required", 1, "time.within", policy(proven_within="PT30M1S", stamps=2), {".tsr": s1, ".2.tsr": s2}, B2)
row("judged before it was stamped", 4, NONE, policy(), {".tsr": s1}, at="2026-06-20T12:20:00Z")
# Renewal.
BAD = {"revoked": {**SINCE, "since": "2026-08-01T00:00:00Z"}}
lost = [entry(one, **BAD), entry(two, 0), entry(three)]
r = renewal(two, s1, "2026-07-15 00:00:00")
row("an authority that is compromised", 4, NONE, policy(lost), {".tsr": s1})
row("renewed in time by another owner", 0, "", policy(lost), {".tsr": s1, ".tsr.tsr": r}, B1)
row("renewed too late", 4, NONE, policy(lost), {".tsr": s1, ".tsr.tsr": renewal(two, s1, "2026-08-15 00:00:00")})
row("renewed by the same owner", 4, NONE, policy(lost), {".tsr": s1, ".tsr.tsr": renewal(one, s1, "2026-07-15 00:00:00")})
row("renewed by the same owner under another certificate", 4, NONE, policy([entry(one, owner="x", **BAD), entry(two, 0, owner="x")]), {".tsr": s1, ".tsr.tsr": r})
row("a renewal of something else", 4, NONE, policy(lost), {".tsr": s1, ".tsr.tsr": renewal(two, s2, "2026-07-15 00:00:00")})
row("a renewal of the seal, not of the stamp", 4, NONE, policy([entry(one, **BAD)]), {".tsr": s1, ".tsr.tsr": s2})
row("a renewal that is not needed and bad", 0, "", policy(), {".tsr": s1, ".tsr.tsr": b"x" * 99}, B1)
row("a renewal of the second stamp", 0, "", policy(lost), {".2.tsr": s1, ".2.tsr.tsr": r}, B1)
twice = [entry(one, **BAD), entry(two, 0, revoked={**SINCE, "since": "2026-07-20T00:00:00Z"}), entry(three)]
rr = renewal(three, r, "2026-07-18 00:00:00")
row("two compromised authorities, renewed twice", 0, "", policy(twice), {".tsr": s1, ".tsr.tsr": r, ".tsr.tsr.tsr": rr}, B1)
row("two compromised authorities, renewed once", 4, NONE, policy(twice), {".tsr": s1, ".tsr.tsr": r})
row("a chain with a gap", 4, NONE, policy(twice), {".tsr": s1, ".tsr.tsr.tsr": rr})
row("compromised, since nobody knows when, and renewed", 4, NONE, policy([entry(one, revoked=SINCE), entry(two, 0)]), {".tsr": s1, ".tsr.tsr": r})
# Whoever had a key could choose the time and the policy of a stamp.
row("compromised, and another owner lists the same key", 4, NONE, policy([entry(one, "own", revoked=SINCE), entry(one, owner="y")]), {".tsr": s1})
row("the same, the other way round", 4, NONE, policy([entry(one, owner="y"), entry(one, "own", revoked=SINCE)]), {".tsr": s1})
row("compromised under another policy", 4, NONE, policy([entry(one, owner="y"), entry(one, "own", policy="1.2.3", **BAD)]), {".tsr": s1})
row("compromised in another window", 4, NONE, policy([entry(one, owner="y"), entry(one, "own", valid_until="2026-03-01T00:00:00Z", **BAD)]), {".tsr": s1})
row("compromised twice, and renewed before the second alone", 4, NONE,
    policy([entry(one, "own", **BAD), entry(one, owner="y", revoked={**SINCE, "since": "2026-07-01T00:00:00Z"}), entry(two, 0)]), {".tsr": s1, ".tsr.tsr": r})
row("the same key, and renewed before it was compromised", 0, "", policy([entry(one, owner="y"), entry(one, "own", **BAD), entry(two, 0)]), {".tsr": s1, ".tsr.tsr": r}, B1)
again, whole = one.again("again", one), at(one, "12:30:00", ess_chain="yes")
own_lost = [entry(one, "own", revoked=SINCE), entry(one, owner="y")]
row("compromised, and the same key under another certificate", 4, NONE, policy(own_lost), {".tsr": at(again, "12:30:00")})
row("compromised, and its whole chain is named as signed", 4, NONE, policy(own_lost), {".tsr": whole})
row("the authority's own certificate, and its whole chain is named as signed", 0, "", policy([entry(one, "own")]), {".tsr": whole}, B1)
hollow = base64.b64encode(der(0x30, der(0x30), der(0x30), der(3, "00"))).decode()
row("compromised, with a certificate that cannot be read", 4, NONE, policy([dict(entry(two, revoked=SINCE), certificates=[hollow]), entry(one)]), {".tsr": s1})
own_renewal = renewal(one, s1, "2026-07-15 00:00:00")
row("renewed by the same owner, and that by another", 0, "", policy(lost),
    {".tsr": s1, ".tsr.tsr": own_renewal, ".tsr.tsr.tsr": renewal(two, own_renewal, "2026-07-18 00:00:00")}, B1)
row("renewed by the same owner, and that by another too late", 4, NONE, policy(lost),
    {".tsr": s1, ".tsr.tsr": own_renewal, ".tsr.tsr.tsr": renewal(two, own_renewal, "2026-08-18 00:00:00")})
cross = one.again("cross", three)
row("renewed by the same key under another owner", 4, NONE, policy([entry(one, **BAD), entry(three, owner="b")]), {".tsr": s1, ".tsr.tsr": renewal(cross, s1, "2026-07-15 00:00:00")})
# One key is one voice.
shared = [entry(one, "own", owner="x", valid_until="2026-06-20T12:45:00Z"), entry(one, owner="y", valid_from="2026-06-20T12:45:00Z")]
row("two owners with one key", 4, NONE, policy(shared, stamps=2), {".tsr": s1, ".2.tsr": at(one, "13:00:00")})
row("two owners with one key, the later first", 0, "", policy(shared, proven_within="PT31M"), {".tsr": at(one, "13:00:00"), ".2.tsr": s1}, B1)
row("two owners with one key, of which one is enough", 0, "", policy(shared), {".tsr": s1, ".2.tsr": at(one, "13:00:00")}, B1)
# What the policy lists decides, and not what comes with a token.
whole = EXTENSIONS["root"]
EXTENSIONS["root"] = "basicConstraints=CA:TRUE\nsubjectKeyIdentifier=hash"
odd = Authority("odd")
EXTENSIONS["root"] = whole
row("the authority's own certificate, under an issuer that breaks the rules", 0, "", policy([entry(odd, "own")]), {".tsr": at(odd, "12:30:00")}, B1)
row("an issuer that breaks the rules", 4, NONE, policy([entry(odd)]), {".tsr": at(odd, "12:30:00")})
unreadable = {"owner": "unreadable", "certificates": [hollow]}
row("a certificate that OpenSSL cannot read", 4, NONE, policy([unreadable]), {".tsr": s1})
row("the same, and one that it can", 0, "", policy([unreadable, entry(one)]), {".tsr": s1}, B1)
deep, chain = s1, {".tsr": s1}
for i in range(9):
    deep = renewal((two, three)[i % 2], deep, "2026-06-%02d 00:00:00" % (21 + i))
    chain[".tsr" + ".tsr" * (i + 1)] = deep
row("renewed nine times", 0, "", policy(lost), chain, B1)
# At most 32 signatures are verified.
crowd = [entry(Authority("crowd-%d" % i, root=stranger and one), "own", owner="crowd-%d" % i) for i in range(3)]
strangers = [dict(crowd[i % 3], owner="c%d" % (i % 3)) for i in range(32)]
row("the 32nd authority", 0, "", policy(strangers[:31] + [entry(two, 0)]), {".tsr": s2}, B2)
row("the 33rd authority", 4, NONE, policy(strangers + [entry(two, 0)]), {".tsr": s2})
row("eight strangers beside a stamp and its renewal", 0, "", policy(lost + crowd), {".tsr": s1, ".tsr.tsr": r, **{name_of(n): stranger for n in range(2, 10)}}, B1)
row("the 33rd, but 32 made it under another policy", 0, "", policy([dict(s, policy="1.2.3") for s in strangers] + [entry(two, 0)]), {".tsr": s2}, B2)
# Pipes.
row("a pipe and --proof", 0, "", policy(), {".proof": s1}, B1, pipe=True, options=("--proof", "b.tar.proof"))
row("a pipe and two proofs", 0, "", policy(stamps=2), {".proof": s1, ".other": s2}, B2, pipe=True, options=("--proof", "b.tar.proof", "--proof", "b.tar.other"))
row("a pipe, with stamps beside the file", 4, NONE, policy(), {".tsr": s1}, pipe=True)
row("--proof that is renewed", 0, "", policy(lost), {".proof": s1, ".proof.tsr": r}, B1, pipe=True, options=("--proof", "b.tar.proof"))
row("--proof beside a file and its stamp", 0, "", policy(stamps=2), {".tsr": s1, ".proof": s2}, B2, options=("--proof", "b.tar.proof"))
row("--proof that is not there", 6, "io", policy(), {}, options=("--proof", "missing.tsr"), pipe=True)


# Not before.
def packed(name, *stamps):
    """The golden bundle, sealed again with stamps in it."""
    args = []
    for i, data in enumerate(stamps):
        with open("%s.%d.in" % (name, i), "wb") as f:
            f.write(data)
        args += ["--not-before", "%s.%d.in" % (name, i)]
    subprocess.run([TARSEAL, "pack", "-q", "--profile", GOLDEN + "profile.json", "--evidence", GOLDEN + "evidence", "--approval", GOLDEN + "approval.dsse.json",
                    "--record", GOLDEN + "followup.json", "--key", "producer.key", "--owner", "golden-producer", "--name", "golden-followup", "-o", name + ".tar", *args],
                   env=dict(os.environ, SOURCE_DATE_EPOCH="1781956800"), check=True)
    return name + ".tar"


seed = bytes.fromhex("302e020100300506032b657004220420") + hashlib.sha256(b"tarseal golden producer").digest()
os.umask(0o077)
with open("producer.der", "wb") as f:
    f.write(seed)
run("openssl", "pkey", "-inform", "DER", "-in", "producer.der", "-out", "producer.key")
ANY = hashlib.sha256(b"the approval").hexdigest()
n1, n2 = at(one, "11:30:00", ANY), at(two, "11:45:00", ANY)
A1, A2 = "2026-06-20T11:29:59Z", "2026-06-20T11:44:59Z"
row("a bundle with a stamp in it", 0, "", policy(stamped=False), after=A1, bundle=packed("n1", n1))
row("two stamps in it: the latest", 0, "", policy(stamped=False), after=A2, bundle=packed("n12", n1, n2))
row("two stamps in it, of which two owners are required: the earlier", 0, "", policy(stamped=False, stamps=2), after=A1, bundle="n12.tar")
row("one in it, of which two owners are required", 0, "", policy(stamped=False, stamps=2), bundle="n1.tar")
row("a stranger's in it", 0, "", policy(stamped=False), bundle=packed("ns", stranger))
row("five minutes later than it claims", 0, "", policy(stamped=False), after="2026-06-20T12:05:00Z", bundle=packed("n5", at(one, "12:05:01", ANY)))
row("more than five minutes later than it claims", 4, "time.created", policy(stamped=False), after="2026-06-20T12:05:01Z", bundle=packed("n6", at(one, "12:05:02", ANY)))
row("nine stamps of strangers beside it", 0, "", policy(strangers[:4] + ALL, stamped=False), {name_of(n): stranger for n in range(1, 10)}, after=A2, bundle="n12.tar")
row("between two proven moments", 0, "", policy(), {".tsr": one.reply(seal_of("n1.tar"), when="2026-06-20 12:30:00")}, B1, A1, bundle="n1.tar")
row("a compromised authority's in it", 0, "", policy(lost, stamped=False), after=A2, bundle="n12.tar")
row("the tenth is any attachment", 0, "", policy(stamped=False), after=A2, bundle=packed("n9", *([n1] * 8), n2))

for r in ROWS:
    what, p = r["what"], r["p"]
    shutil.rmtree("v", ignore_errors=True)
    os.mkdir("v")
    shutil.copy(r["bundle"], "v/b.tar")
    for suffix, data in r["beside"].items():
        if callable(data):
            data("v/b.tar" + suffix if data in (os.mkdir, os.mkfifo) else os.path.abspath("v/b.tar" + suffix))
        else:
            with open("v/b.tar" + suffix, "wb") as f:
                f.write(data)
    with open("trust.json", "w", encoding="utf-8") as f:
        json.dump(p, f)
    command = [TARSEAL, "verify", "--format", "json", "--trust", "../trust.json", "--profile", GOLDEN + "profile.json", "--at", r["at"], *r["options"]]
    with open("v/b.tar", "rb") as f:
        found = subprocess.run(command + ["-" if r["pipe"] else "b.tar"], cwd="v", stdin=f if r["pipe"] else None, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    try:
        v = json.loads(found.stdout)["bundles"][0]
    except (ValueError, KeyError):
        check("%s: no verdict" % what, False, found.stderr.decode())
        continue
    ids = sorted({c["id"] for c in v["checks"] if c["result"] == "fail"})
    result = (found.returncode, ids, v["sealed_before"], v["not_before"])
    check("%s: %s, not %s" % (what, result, (r["code"], r["ids"], r["before"], r["after"])), result == (r["code"], r["ids"], r["before"], r["after"]), json.dumps(v, indent=1)[:3000])
    check("%s: time" % what, v["time"] == ("proven" if r["before"] else "claimed"))
    check("%s: every stamp that counts is by an owner of the policy" % what, all(q["owner"] in {a["owner"] for a in p["time"]["authorities"]} for q in v["proofs"]))
    unsaid = [c for c in v["checks"] if c["result"] in ("fail", "skip") and not c.get("message")]
    check("%s: a finding without words" % what, not unsaid, str(unsaid))
check("at least 40 situations", len(ROWS) >= 40)

# A chain: the stamp of the outer bundle dates the inner one too.
trust = load(KEYS + "/trust.json")
trust["time"] = {"authorities": [entry(one)]}
for name, rules, stamped, revoked, code, ids in (
        ("the inner stage requires stamps, and the outer bundle has one", {"trial-access-expiry": {"stamped": True}}, True, None, 0, []),
        ("the inner stage requires stamps, and the outer bundle has none", {"trial-access-expiry": {"stamped": True}}, False, None, 4, [":gate.expiry-evidence-ready", "evidence:time.stamped"]),
        ("every stage requires stamps", {"default": {"stamped": True}}, True, None, 0, []),
        ("every stage requires stamps, and there is none", {"default": {"stamped": True}}, False, None, 4,
         [":gate.expiry-evidence-ready", ":time.stamped", "evidence/evidence:time.stamped", "evidence:gate.access-evidence-ready", "evidence:time.stamped"]),
        ("proven_within is of the outer bundle alone", {"default": {"stamped": True, "proven_within": "PT1H"}}, True, None, 0, []),
        ("the key of both, compromised later", {}, True, {"at": "2026-12-01T00:00:00Z", "reason": "compromised", "since": "2026-11-21T00:00:00Z"}, 0, [])):
    p = copy.deepcopy(trust)
    p.setdefault("stages", {})
    for stage, rule in rules.items():
        (p["default"] if stage == "default" else p["stages"].setdefault(stage, {})).update(rule)
    if revoked:
        p["keys"][0]["revoked"] = revoked
    for old in glob.glob("v/*"):
        os.remove(old) if not os.path.isdir(old) else shutil.rmtree(old)
    shutil.copy(C, "v/b.tar")
    if stamped:
        with open("v/b.tar.tsr", "wb") as f:
            f.write(one.reply(CHAIN_SEAL, when="2026-11-20 10:30:00"))
    with open("trust.json", "w", encoding="utf-8") as f:
        json.dump(p, f)
    found = subprocess.run([TARSEAL, "verify", "--format", "json", "--trust", "trust.json", "--at", "2026-12-02T00:00:00Z", "v/b.tar"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    v = json.loads(found.stdout)["bundles"][0]
    failed = sorted({(c.get("in") or "") + ":" + c["id"] for c in v["checks"] if c["result"] == "fail"})
    check("a chain: %s: %d %s" % (name, found.returncode, failed), (found.returncode, failed) == (code, ids), found.stderr.decode())
