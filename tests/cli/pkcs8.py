# pkcs8.py KEY FORM: write the Ed25519 key in the PKCS#8 file KEY in another form of RFC 5958, as PEM. The passphrase of
# the encrypted one is "correct". Nothing of it is tarseal's or OpenSSL's code, except AES.
import base64
import hashlib
import os
import subprocess
import sys


def der(tag, *parts):
    content = b"".join(parts)
    n = len(content)
    length = bytes([n]) if n < 128 else b"\x81" + bytes([n]) if n < 256 else b"\x82" + n.to_bytes(2, "big")
    return bytes([tag]) + length + content


def oid(text):
    first, second, *rest = (int(n) for n in text.split("."))
    out = bytes([40 * first + second])
    for n in rest:
        digits = [n & 127]
        while n := n >> 7:
            digits.insert(0, n & 127 | 128)
        out += bytes(digits)
    return der(6, out)


def pem(label, content):
    text = base64.b64encode(content).decode()
    lines = "\n".join(text[i : i + 64] for i in range(0, len(text), 64))
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n" % (label, lines, label)


def encrypted(info):
    salt, iv, rounds = os.urandom(16), os.urandom(16), 2048
    key = hashlib.pbkdf2_hmac("sha256", b"correct", salt, rounds, 32)
    sealed = subprocess.run(["openssl", "enc", "-aes-256-cbc", "-K", key.hex(), "-iv", iv.hex()],
                            input=info, capture_output=True, check=True).stdout
    kdf = der(48, oid("1.2.840.113549.1.5.12"), der(48, der(4, salt), der(2, rounds.to_bytes(2, "big")),
              der(48, oid("1.2.840.113549.2.9"), der(5))))
    cipher = der(48, oid("2.16.840.1.101.3.4.1.42"), der(4, iv))
    return der(48, der(48, oid("1.2.840.113549.1.5.13"), der(48, kdf, cipher)), der(4, sealed))


public = subprocess.run(["openssl", "pkey", "-in", sys.argv[1], "-pubout", "-outform", "DER"], capture_output=True, check=True)
point = public.stdout[-32:]
seed = base64.b64decode("".join(open(sys.argv[1]).read().splitlines()[1:-1]))[-32:]
version, ed25519, octets = der(2, b"\1"), der(48, oid("1.3.101.112")), der(4, der(4, seed))
attributes = der(0xA0, der(48, oid("1.2.840.113549.1.9.9.20"), der(49, der(12, b"Curdle Chairs"))))
half = der(0x81, b"\0", point)
form = sys.argv[2]
info = der(48, {
    "v1": der(2, b"\0"),
    "v9": der(2, b"\x09"),
}.get(form, version), der(48, oid("1.3.101.112"), der(5)) if form == "parameters" else ed25519, {
    "short": der(4, der(4, seed[:-1])),
    "bare": der(4, seed),
    "twice": der(4, der(4, seed), der(4, seed)),
}.get(form, octets), {
    "attributes": attributes + half,
    "only-attributes": attributes,
    "wrapped": der(0xA1, der(3, b"\0", point)),
    "other-half": der(0x81, b"\0", hashlib.sha256(point).digest()),
    "short-half": der(0x81, b"\0", point[:-1]),
    "unused-bits": der(0x81, b"\3", point),
    "no-half": b"",
    "v1": b"",
    "half-twice": half + half,
    "junk": half + b"\5\0",
    "public-first": half + attributes,
}.get(form, half))
if form == "cut":
    info = info[:-1]
if form == "behind":
    info += b"\0"
if form == "long-length":
    info = b"\x30\x81" + info[1:]
sys.stdout.write(pem("ENCRYPTED PRIVATE KEY", encrypted(info)) if form == "encrypted" else pem("PRIVATE KEY", info))
