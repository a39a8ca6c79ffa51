# stamps.py DIRECTORY: two tables of time stamps, made by authorities of any kind and date. Which of them `stamp add`
# keeps, and what `verify` makes of those beside a bundle under which policy. Prints "ok" or "not ok: …" for each check.
import copy
import json
import os
import random
import shutil
import subprocess
import sys

os.chdir(sys.argv[1])
from stamps_lab import *  # pylint: disable=wildcard-import,unused-wildcard-import,wrong-import-position

TARSEAL, FIXTURES = os.environ["TARSEAL"], os.environ["FIXTURES"]
GOLDEN = FIXTURES + "/golden/"
AT = "2026-07-01T00:00:00Z"
SEAL = "6f8f98728e71dc7330284ee2c575bf77e4f628f549fb7420909fc26fe0216711"  # sealed 2026-06-20T12:00:00Z
BOUND = "2026-06-20T12:30:01Z"


def check(what, good, said=""):
    print("ok" if good else "not ok: %s\n%s" % (what, said))


def tarseal(*args, data=None):
    return subprocess.run([TARSEAL, *args], input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)


one, two, three = Authority("one"), Authority("two", depth=1), Authority("three", key="rsa")
with open(GOLDEN + "trust.json", encoding="utf-8") as f:
    POLICY = json.load(f)


def entry(authority, which="root", owner=None, **more):
    return {"owner": owner or "tsa-" + authority.name, "certificates": [authority.certificate(which)], **more}


def policy(authorities=None, stamps=1, rules=None, keys=None, **stage):
    """The golden policy, under which bundles must be stamped; KEYS changes that of an owner."""
    p = copy.deepcopy(POLICY)
    p["time"] = {"stamps": stamps, "authorities": [entry(one), entry(two, 0)] if authorities is None else authorities}
    p["stages"]["golden-followup"].update(stage if rules is None else rules)
    for owner, member in (keys or {}).items():
        next(k for k in p["keys"] if k["owner"] == owner).update(member)
    return p


def save(p):
    with open("trust.json", "w", encoding="utf-8") as f:
        json.dump(p, f)
    return "trust.json"


# ---- Stamps: what `stamp add` makes of each.
STAMPS = []


def stamp(what, code, say, data, p=None, at=AT):
    STAMPS.append((what, code, say, data, p, at))


good = one.reply(SEAL)
bare = one.sign(tst_info(SEAL, accuracy="020101"))
stamp("openssl ts -reply", 0, BOUND, good)
stamp("a bare token of openssl cms", 0, BOUND, bare)
stamp("an issuer that is pinned", 0, BOUND, two.reply(SEAL))
stamp("an authority's own certificate that is pinned", 0, BOUND, one.reply(SEAL), policy([entry(one, "own")]))
stamp("RSA", 0, BOUND, three.reply(SEAL), policy([entry(three)]))
stamp("P-384 and SHA-512", 0, BOUND, Authority("p384", key="p384", root=one).reply(SEAL, signer_digest="sha512"))
stamp("SHA-384", 0, BOUND, one.reply(SEAL, signer_digest="sha384"))
stamp("an ESSCertID of SHA-1, version 1", 0, BOUND, one.reply(SEAL, ess="sha1"))
stamp("with a nonce", 0, BOUND, one.reply(SEAL, nonce=True))
stamp("no accuracy", 0, "2026-06-20T12:30:00Z", one.reply(SEAL, accuracy=""))
stamp("an accuracy of milliseconds", 0, BOUND, one.reply(SEAL, accuracy="millisecs:500"))
stamp("an accuracy of microseconds", 0, BOUND, one.reply(SEAL, accuracy="microsecs:1"))
stamp("an accuracy of a second and a bit", 0, "2026-06-20T12:30:02Z", one.reply(SEAL, accuracy="secs:1, millisecs:1"))
stamp("an accuracy of an hour", 0, "2026-06-20T13:30:00Z", one.reply(SEAL, accuracy="secs:3600"))
stamp("an accuracy of an hour and a bit", 3, "accuracy", one.reply(SEAL, accuracy="secs:3600, microsecs:1"))
stamp("an empty accuracy", 0, "2026-06-20T12:30:00Z", one.sign(tst_info(SEAL, accuracy="")))
stamp("a fraction", 0, "2026-06-20T12:30:02Z", one.sign(tst_info(SEAL, at="20260620123000.25Z", accuracy="020101")))
stamp("a long fraction", 0, "2026-06-20T12:30:01Z", one.sign(tst_info(SEAL, at="20260620123000.000000000001Z")))
stamp("a leap day", 0, "2028-02-29T00:00:00Z", one.sign(tst_info(SEAL, at="20280229000000Z")), at="2029-01-01T00:00:00Z")
stamp("ordering", 0, "12:30:00Z", one.sign(tst_info(SEAL, rest=der(1, b"\xff"))))
stamp("an extension that is not critical", 0, "12:30:00Z", one.sign(tst_info(SEAL, rest=der(0xA1, der(0x30, der(6, "2a0304"), der(4, "0500"))))))
stamp("the policy that is pinned", 0, BOUND, good, policy([entry(one, policy="1.3.6.1.4.1.99999.1")]))
stamp("status 1, granted with changes", 0, BOUND, write([0x30, [[0x30, [[2, b"\1"]]], read(bare)[0]]]))
# What is not exactly a stamp of this seal.
stamp("nothing", 3, "nothing came", b"")
stamp("a page with an error", 3, "curl -f", b"<html><body>502 Bad Gateway</body></html>" * 3)
stamp("PEM", 3, "PEM", b"-----BEGIN PKCS7-----\nMII=\n-----END PKCS7-----\n" * 3)
stamp("a seal", 3, "strict DER", b'{"payloadType":"application/vnd.in-toto+json"}' * 3)
stamp("too large", 3, "too large", good + bytes(32768))
stamp("a byte behind", 3, "strict DER", good + b"\0")
stamp("a byte less", 3, "strict DER", good[:-1])
stamp("only the status", 3, "no token", der(0x30, der(0x30, der(2, b"\0"))))
stamp("a refusal", 3, "status 2, rejected): it does not know the algorithm of the digest; it says: no", der(0x30, der(0x30, der(2, b"\2"), der(0x30, der(12, b"no")), der(3, b"\7\x80"))))
stamp("a status that there is not", 3, "neither a status nor a token", write([0x30, [[0x30, [[2, b"\6"]]], read(bare)[0]]]))
stamp("status 5 with a token", 3, "revoked", write([0x30, [[0x30, [[2, b"\5"]]], read(bare)[0]]]))
stamp("another seal", 3, "something other than the seal", one.reply("00" * 32))
stamp("the statement instead of the seal", 3, "something other than the seal", one.reply("3eabaa7130d0c7d36a47a92e26eac3c59d7c163d7ea3a7f7dedabd89bc362a48"))
stamp("SHA-512 that begins alike", 3, "something other than the seal", one.sign(tst_info(SEAL + "00" * 32, algorithm=der(0x30, der(6, "608648016503040203"), der(5)))))
stamp("SHA-256 of another length", 3, "malformed", one.sign(tst_info(SEAL + "00")))
stamp("SHA-1", 3, "not a digest of SHA-256", one.sign(tst_info("00" * 20, algorithm=der(0x30, der(6, "2b0e03021a"), der(5)))))
stamp("parameters of SHA-256", 3, "not a digest of SHA-256", one.sign(tst_info(SEAL, algorithm=der(0x30, der(6, SHA256), der(4, b"")))))
stamp("TSTInfo of version 2", 3, "version 1", one.sign(tst_info(SEAL, version=b"\2")))
stamp("no TSTInfo", 3, "strict DER", one.sign(b"sealed before 2026"))
stamp("a byte behind the TSTInfo", 3, "strict DER", one.sign(tst_info(SEAL) + b"\0"))
stamp("BER in the TSTInfo", 3, "strict DER", one.sign(b"\x30\x81" + tst_info(SEAL)[1:]))
stamp("a part more in the TSTInfo", 3, "not known", one.sign(tst_info(SEAL, rest=der(12, b"x"))))
stamp("a critical extension", 3, "critical", one.sign(tst_info(SEAL, rest=der(0xA1, der(0x30, der(6, "2a0304"), der(1, b"\xff"), der(4, "0500"))))))
for text, what in (("20260620123000+0000", "an offset"), ("202606201230Z", "no seconds"), ("20260620123000", "no zone"),
                   ("20260620123000.Z", "an empty fraction"), ("20260620123000.50Z", "a fraction that ends in 0"), ("20260620123000,5Z", "a comma"),
                   ("20260620123000.5", "a fraction without a zone"), ("20260231000000Z", "30 February"), ("20260620240000Z", "hour 24"),
                   ("20260620123060Z", "second 60"), ("20270229000000Z", "29 February 2027"), ("00000000000000Z", "year 0"),
                   ("2026062012300\0Z", "a NUL"), ("20260620123000Z\n", "a line end"), ("20260620123000." + "1" * 40 + "Z", "a very long fraction")):
    stamp("time: " + what, 3, "time", one.sign(tst_info(SEAL, at=text)))
stamp("an accuracy of -1 s", 3, "accuracy", one.sign(tst_info(SEAL, accuracy="0201ff")))
stamp("1000 milliseconds", 3, "accuracy", one.sign(tst_info(SEAL, accuracy="800203e8")))
stamp("an accuracy in another order", 3, "accuracy", one.sign(tst_info(SEAL, accuracy="810101800101")))
stamp("data of another type", 3, "no time stamp", one.sign(tst_info(SEAL), kind="1.2.840.113549.1.9.16.1.2"))
stamp("detached", 3, "no time stamp", write(
    (lambda t: (t[0][1][1][1][0][1][2][1].pop(), t)[1])(read(bare))[0]))


def edited(edit):
    """The bare token, after EDIT of its SignedData and its SignerInfo."""
    tree = read(bare)[0]
    signed = tree[1][1][1][0]
    edit(signed[1], signed[1][-1][1][0][1])
    return write(tree)


def attribute(signer, oid):
    return next(a for a in signer[3][1] if a[1][0][1] == bytes.fromhex(oid))


for what, say, edit in (
        ("SignedData of version 1", "version 3", lambda s, i: s[0].__setitem__(1, b"\1")),
        ("no digest algorithm", "digest algorithms", lambda s, i: s[1][1].clear()),
        ("another digest algorithm", "digest algorithms", lambda s, i: s[1][1][0][1][0].__setitem__(1, bytes.fromhex("2b0e03021a"))),
        ("four digest algorithms", "digest algorithms", lambda s, i: s[1][1].extend(copy.deepcopy(s[1][1]) * 3)),
        ("a point in another form", "curve in common use", lambda s, i: (lambda key: key.__setitem__(1, b"\0\3" + key[1][2:34]))(s[3][1][0][1][0][1][6][1][1])),
        ("a distribution point that continues the issuer's name", "very unusual", lambda s, i: s[3][1][0][1][0][1][7][1][0][1].append(
            [0x30, [[6, bytes.fromhex("551d1f")], [4, der(0x30, der(0x30, der(0xA0, der(0xA1))))]]])),
        ("names without end", "very unusual", lambda s, i: s[3][1][0][1][0][1][7][1][0][1].append(
            [0x30, [[6, bytes.fromhex("551d11")], [4, der(0x30, der(0x82, b"a" * 3000))]]])),
        ("seventeen certificates", "more than 16", lambda s, i: s[3].__setitem__(1, [s[3][1][0]] * 17)),
        ("a certificate that is none", "X.509", lambda s, i: s[3][1].append([0xA0, []])),
        ("two signers", "exactly one signer", lambda s, i: s[-1][1].append(copy.deepcopy(s[-1][1][0]))),
        ("no signer", "exactly one signer", lambda s, i: s[-1][1].clear()),
        ("a signer of version 3", "version 1", lambda s, i: i[0].__setitem__(1, b"\3")),
        ("a signer with SHA-1", "does not use SHA-256", lambda s, i: i[2][1][0].__setitem__(1, bytes.fromhex("2b0e03021a"))),
        ("no signed attributes", "no signed attributes", lambda s, i: i.pop(3)),
        ("no signature", "no signature", lambda s, i: i.pop(5)),
        ("a part more of the signer", "not known", lambda s, i: i.append([0x82, b""])),
        ("contentType missing", "missing", lambda s, i: i[3][1].remove(attribute(i, CONTENT_TYPE))),
        ("contentType twice", "twice", lambda s, i: i[3][1].append(attribute(i, CONTENT_TYPE))),
        ("another contentType", "malformed", lambda s, i: attribute(i, CONTENT_TYPE)[1][1][1][0].__setitem__(1, bytes.fromhex("2a864886f70d010701"))),
        ("messageDigest missing", "missing", lambda s, i: i[3][1].remove(attribute(i, MESSAGE_DIGEST))),
        ("messageDigest twice", "twice", lambda s, i: i[3][1].append(attribute(i, MESSAGE_DIGEST))),
        ("messageDigest of another type", "malformed", lambda s, i: attribute(i, MESSAGE_DIGEST)[1][1][1][0].__setitem__(0, 0x0C)),
        ("messageDigest with two values", "malformed", lambda s, i: attribute(i, MESSAGE_DIGEST)[1][1][1].append([4, b""])),
        ("messageDigest without a value", "malformed", lambda s, i: attribute(i, MESSAGE_DIGEST)[1][1][1].clear()),
        ("signingCertificate missing", "missing", lambda s, i: i[3][1].remove(attribute(i, SIGNING_CERTIFICATE_V2))),
        ("signingCertificate twice", "twice", lambda s, i: i[3][1].append(attribute(i, SIGNING_CERTIFICATE_V2))),
        ("signingCertificate of another type", "malformed", lambda s, i: attribute(i, SIGNING_CERTIFICATE_V2)[1][1][1].__setitem__(0, [5, b""])),
        ("an attribute that is no SEQUENCE", "malformed", lambda s, i: i[3][1].append([0x31, []]))):
    stamp(what, 3, say, edited(edit))
odd = read(three.sign(tst_info(SEAL)))[0]
keys = [c[1][0][1][6][1] for c in odd[1][1][1][0][1][3][1]]
next(k for k in keys if k[0][1][0][1] == bytes.fromhex("2a864886f70d010101"))[1][1] += b"\5\0"
stamp("an RSA key with something behind it", 3, "written oddly", write(odd))
stamp("an indefinite length", 3, "strict DER", b"\x30\x80" + bare[4:] + b"\0\0")
stamp("a length that is longer than it must be", 3, "strict DER", b"\x30\x83\x00" + bare[2:])
stamp("a tag of two bytes", 3, "strict DER", write([0x30, read(bare)[0][1] + [[0x3F, b"\x81\x01\x00"]]]))
deep = b""
for _ in range(40):
    deep = der(0x30, deep)
stamp("nested too deeply", 3, "strict DER", der(0x30, deep, bytes(64)))
# By whom no stamp counts.
stamp("a stranger", 4, "no authority of the trust policy", three.reply(SEAL))
stamp("another policy", 4, "another policy", good, policy([entry(one, policy="1.3.6.1.4.1.99999.2")]))
stamp("before valid_from", 4, "before its valid_from", good, policy([entry(one, valid_from="2026-06-20T12:30:01Z")]))
stamp("at valid_from", 0, BOUND, good, policy([entry(one, valid_from="2026-06-20T12:30:00Z")]))
stamp("after valid_until", 4, "after its valid_until", good, policy([entry(one, valid_until="2026-06-20T12:29:59Z")]))
stamp("at valid_until", 0, BOUND, good, policy([entry(one, valid_until="2026-06-20T12:30:00Z")]))
for reason in ("superseded", "retired"):
    stamp("after it was " + reason, 4, "after its revocation", good, policy([entry(one, revoked={"at": "2026-06-20T12:30:00Z", "reason": reason})]))
    stamp("before it was " + reason, 0, BOUND, good, policy([entry(one, revoked={"at": "2026-06-20T12:30:01Z", "reason": reason})]))
stamp("of one that was compromised", 4, "compromised", good, policy([entry(one, revoked={"at": "2026-09-01T00:00:00Z", "reason": "compromised"})]))
stamp("of one that was compromised since", 4, "no renewal", good, policy([entry(one, revoked={"at": "2026-09-01T00:00:00Z", "reason": "compromised", "since": "2026-08-01T00:00:00Z"})]))
stamp("five minutes ahead", 0, BOUND, good, at="2026-06-20T12:25:00Z")
stamp("more than five minutes ahead", 4, "after the time of verification", good, at="2026-06-20T12:24:59Z")
stamp("a certificate that had ended", 4, "expired", Authority("ended", days=30, root=one).reply(SEAL))
stamp("a certificate that was not valid yet", 4, "not yet valid", Authority("unborn", born="2026-06-21 00:00:00", root=one).sign(tst_info(SEAL)))
stamp("a usage that is not critical", 4, "unsuitable", Authority("lax", root=one, extensions=EXTENSIONS["tsa"].replace("Usage=critical,timeStamping", "Usage=timeStamping")).sign(tst_info(SEAL)))
stamp("another usage beside it", 4, "unsuitable", Authority("both", root=one, extensions=EXTENSIONS["tsa"].replace("timeStamping", "timeStamping,codeSigning")).sign(tst_info(SEAL)))
stamp("a usage beside it that OpenSSL does not know", 4, "alone", Authority("odd", root=one, extensions=EXTENSIONS["tsa"].replace("timeStamping", "timeStamping,1.2.3.4")).sign(tst_info(SEAL)))
stamp("a curve with parameters of its own", 3, "curve in common use", Authority("curve", key="explicit", root=one).sign(tst_info(SEAL)))
stamp("a curve that nobody uses", 3, "curve in common use", Authority("p224", key="named", root=one).sign(tst_info(SEAL)))
stamp("no usage at all", 4, "unsuitable", Authority("none", root=one, extensions=EXTENSIONS["tsa"].replace("extendedKeyUsage=critical,timeStamping\n", "")).sign(tst_info(SEAL)))
stamp("a certification authority", 4, "certif", Authority("ca", root=one, extensions=EXTENSIONS["tsa"].replace("CA:FALSE", "CA:TRUE").replace("digitalSignature", "digitalSignature,keyCertSign")).sign(tst_info(SEAL)))
stamp("RSA of 1024 bits", 4, "too weak", Authority("weak", key="rsa1024", root=one).sign(tst_info(SEAL)))
stamp("a certificate signed with SHA-1", 4, "too weak", Authority("old", digest="sha1", root=one).sign(tst_info(SEAL)))
stamp("the root of another authority of the same owner", 0, BOUND, good, policy([entry(two, 0), entry(one)]))
stamp("nobody in the policy", 6, "add-authority", good, policy([]))
flipped = bytearray(good)
flipped[-1] ^= 1
stamp("a signature that does not verify", 4, "signature does not verify", bytes(flipped))
longer, longest = Authority("longer", depth=3), Authority("longest", depth=6)
stamp("three issuers", 0, BOUND, longer.reply(SEAL), policy([entry(longer)]))
stamp("more issuers than are followed", 4, "", longest.reply(SEAL), policy([entry(longest)]))
stamp("without a certificate, where the policy has it", 0, "12:30:00Z", one.sign(tst_info(SEAL), options=("-nocerts",)), policy([entry(one, "own")]))
stamp("without a certificate, where the policy has the root", 4, "", one.sign(tst_info(SEAL), options=("-nocerts",)), policy([entry(one)]))

for what, code, say, data, p, at in STAMPS:
    shutil.rmtree("add", ignore_errors=True)
    os.mkdir("add")
    shutil.copy(GOLDEN + "golden-followup.tar", "add/b.tar")
    found = tarseal("stamp", "add", "add/b.tar", "--at", at, "--trust", save(p or policy()), data=data)
    said = found.stderr.decode()
    check("stamp: %s: exit %d, not %d" % (what, found.returncode, code), found.returncode == code, said)
    check("stamp: %s: %s" % (what, say), say in said, said)
    kept = os.path.exists("add/b.tar.tsr")
    check("stamp: %s: kept" % what, kept == (code == 0) and len(os.listdir("add")) == 1 + kept, said)
    if code in (3, 4):
        check("stamp: %s: no check id" % what, ("(stamp.form)", "(stamp.trusted)")[code - 3] in said, said)
check("at least 60 stamps", len(STAMPS) >= 60)
