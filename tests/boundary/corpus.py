# corpus.py ordinary DIR N: N valid evidence records, in which nothing may be found.
#
# corpus.py planted DIR RULES...: for every rule in the rule files, ten secrets in each setting, carrier and encoding,
# with a file for each, and DIR/planted.tsv: file, rule, how many. Secrets are made from the rule's own examples and
# from its pattern, at random but the same each time.
import base64
import hashlib
import html
import json
import math
import os
import quopri
import random
import re
import string
import sys
import urllib.parse
import uuid
from collections import Counter
from re import _constants as op
from re import _parser

random.seed(20261123)
CLASSES = {"number": "[0-9 +()./-]", "iban": "[A-Z0-9 ]", "code": "[A-Z0-9-]", "base64": "[A-Za-z0-9+/_-]"}
WORDS = (
    "trial access expired grace period customer notified handoff approved record evidence stage revoked renewal "
    "escalated opaque reference the of and to in for with was by at from status ready follow-up delivery attempt "
    "support plan order contract window timeline token secret password key rotated licence account card phone"
).split()


def words(n):
    return " ".join(random.choices(WORDS, k=n))


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def key_line():
    blob = b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + random.randbytes(32)
    return "ssh-ed25519 " + base64.b64encode(blob).decode()


def moment():
    return (
        f"2026-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}T{random.randint(0, 23):02d}:"
        f"{random.randint(0, 59):02d}:{random.randint(0, 59):02d}{random.choice(['Z', '.125Z', '+02:00'])}"
    )


def ordinary(i):
    return {
        "trial_ref": f"trial:opaque-{random.randint(1, 99999)}",
        "license_ref": f"license:opaque-{random.randint(1, 99999)}",
        "approved_by": f"role:{random.choice(['trial-governance', 'security', 'support-lead'])}",
        "evidence_id": str(uuid.UUID(int=random.getrandbits(128))),
        "run": random.randbytes(8).hex(),
        "commit": hashlib.sha1(str(i).encode()).hexdigest(),
        "digest": {"sha256": digest(str(i)), "sha512": hashlib.sha512(str(i).encode()).hexdigest()},
        "package": "dirHash1:" + digest(f"d{i}"),
        "expired_at": moment(),
        "epoch": random.randint(1_600_000_000, 1_900_000_000),
        "epoch_ms": random.randint(1_600_000_000_000, 1_900_000_000_000),
        "epoch_ns": str(random.randint(1_600_000_000_000_000_000, 1_900_000_000_000_000_000)),
        "keyid": "SHA256:" + base64.b64encode(random.randbytes(32)).decode().rstrip("="),
        "signature": base64.b64encode(random.randbytes(64)).decode(),
        "signature_url": base64.urlsafe_b64encode(random.randbytes(64)).decode(),
        "public_key": key_line(),
        "outcome": random.choice(["renewed", "escalated", "revoked"]),
        "token_revoked": True,
        "access_token_ref": f"token:opaque-{i}",
        "password_policy": "rotated",
        "bytes": random.randint(0, 10**10),
        "version": f"{random.randint(0, 20)}.{random.randint(0, 30)}.{random.randint(0, 99)}-rc.1",
        "address": f"10.{random.randint(0, 255)}.{random.randint(0, 255)}.{random.randint(1, 254)}",
        "path": f"data/evidence/refs/2026/{random.randint(1, 12):02d}/check-{i}.json",
        "note": words(random.randint(4, 30)) + '.\n"' + words(3) + '"',
    }


def write_ordinary(directory, n):
    os.makedirs(directory)
    for i in range(n):
        record = ordinary(i)
        if i % 10 == 0:  # a statement in an envelope, with the record as its predicate
            statement = json.dumps({"_type": "https://in-toto.io/Statement/v1", "predicate": record}).encode()
            record = {
                "payloadType": "application/vnd.in-toto+json",
                "payload": base64.b64encode(statement).decode(),
                "signatures": [{"keyid": record["keyid"], "sig": record["signature"]}],
            }
        with open(f"{directory}/record-{i}.json", "w") as out:
            json.dump(record, out, indent=2 if i % 2 else None)
    with open(f"{directory}/keys.pem", "w") as out:
        for _ in range(50):
            der = bytes.fromhex("302a300506032b6570032100") + random.randbytes(32)
            out.write(f"-----BEGIN PUBLIC KEY-----\n{base64.b64encode(der).decode()}\n-----END PUBLIC KEY-----\n")


def luhn(text):
    digits = [int(c) for c in text if c.isdigit()]
    total = sum(d if i % 2 == 0 else (2 * d - 9 if d > 4 else 2 * d) for i, d in enumerate(reversed(digits)))
    return len(digits) >= 12 and total % 10 == 0


def iban(text):
    text = text.replace(" ", "")
    return len(text) >= 15 and int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1


def entropy(text):
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


# What the rule finds in a text that is alone between two lines.
def find(rule, text):
    text, low = f"\n{text}\n", f"\n{text}\n".lower()
    before, after = rule.get("window", [64, 512])
    spots = []
    if "keywords" in rule:
        for word in rule["keywords"]:
            at = low.find(word)
            while at >= 0:
                spots.append((max(0, at - before), at + after, at))
                at = low.find(word, at + 1)
    else:
        kind = rule["run"]["class"]
        run = CLASSES[kind] + "{%d,}" % rule["run"].get("min", 16 if kind == "code" else 11)
        for m in re.finditer(run, text):
            if sum(c.isdigit() for c in m[0]) >= rule["run"].get("digits", 0):
                spots.append((max(0, m.start() - before), m.end() + after, m.end()))
    found = set()
    for start, end, latest in spots:
        for m in re.finditer(rule["regex"], text[start:end]):
            secret = m.group(rule.get("secret_group", 0))
            if not secret or start + m.start() > latest or entropy(secret) < rule.get("entropy", 0):
                continue
            if any(re.search(a, secret) for a in rule.get("allow", []) + rule.get("samples", [])):
                continue
            if {"luhn": luhn, "iban": iban}.get(rule.get("validator"), bool)(secret):
                found.add(secret)
    return found


PRINTABLE = string.ascii_letters + string.digits


def in_set(items):
    chars = set()
    negate = False
    for kind, value in items:
        if kind is op.NEGATE:
            negate = True
        elif kind is op.LITERAL:
            chars.add(chr(value))
        elif kind is op.RANGE:
            chars.update(map(chr, range(value[0], value[1] + 1)))
        elif kind is op.CATEGORY:
            pattern = {op.CATEGORY_DIGIT: r"\d", op.CATEGORY_WORD: r"\w", op.CATEGORY_SPACE: r"\s"}
            pattern.update({op.CATEGORY_NOT_SPACE: r"\S", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_NOT_WORD: r"\W"})
            chars.update(c for c in string.printable if re.match(pattern[value], c))
    if negate:
        chars = set(PRINTABLE) - chars or set(string.printable) - chars
    return sorted(chars)


# A text that a pattern matches, without look-arounds.
def make(tree, groups):
    out = []
    for kind, value in tree:
        if kind is op.LITERAL:
            out.append(chr(value))
        elif kind is op.NOT_LITERAL:
            out.append(random.choice(PRINTABLE))
        elif kind is op.ANY:
            out.append(random.choice(PRINTABLE))
        elif kind is op.IN:
            out.append(random.choice(in_set(value)))
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT):
            low, high, inner = value
            high = min(high, low + 40)
            for _ in range(random.choice([low, high, random.randint(low, high)])):
                out.append(make(inner, groups))
        elif kind is op.BRANCH:
            out.append(make(random.choice(value[1]), groups))
        elif kind is op.SUBPATTERN:
            text = make(value[3], groups)
            groups[value[0]] = text
            out.append(text)
        elif kind is op.GROUPREF:
            out.append(groups.get(value, ""))
    return "".join(out)


# An example with its letters and digits changed to others of their kind.
def mutate(text, share):
    kinds = [string.ascii_lowercase, string.ascii_uppercase, string.digits]
    return "".join(
        next((random.choice(k) for k in kinds if c in k), c) if random.random() < share else c for c in text
    )


# Make the check digits right.
def correct(rule, text):
    for m in re.finditer(rule["regex"], text):
        secret = m.group(rule.get("secret_group", 0))
        if rule.get("validator") == "luhn":
            for d in "0123456789":
                if luhn(secret[:-1] + d):
                    return text.replace(secret, secret[:-1] + d)
        if rule.get("validator") == "iban":
            for n in range(2, 99):
                if iban(secret[:2] + f"{n:02d}" + secret[4:]):
                    return text.replace(secret, secret[:2] + f"{n:02d}" + secret[4:])
    return text


def jwt():
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return ".".join(
        [
            part({"alg": random.choice(["HS256", "ES256", "EdDSA"]), "typ": "JWT"}),
            part({"sub": str(random.getrandbits(64)), "iat": random.randint(10**9, 2 * 10**9)}),
            base64.urlsafe_b64encode(random.randbytes(32)).decode().rstrip("="),
        ]
    )


def pem():
    der = bytes.fromhex("302e020100300506032b657004220420") + random.randbytes(32)
    if random.random() < 0.5:
        der = b"\x30\x82\x04\xa4\x02\x01\x00" + random.randbytes(700)
    text = base64.b64encode(der).decode()
    lines = "\n".join(text[i : i + 64] for i in range(0, len(text), 64))
    kind = random.choice(["", "RSA ", "EC "])
    return f"-----BEGIN {kind}PRIVATE KEY-----\n{lines}\n-----END {kind}PRIVATE KEY-----"


LETTERS = string.ascii_letters + string.digits


# A value that a rule for names finds.
def value_of(rule):
    kind = rule.get("validator")
    if kind == "password":
        shape = random.randrange(5)
        if shape == 0:
            return "".join(random.choices("bcdfghkmnprstvwxz", k=3)) + random.choice("!#%&(,;{") + "Kd7" + str(random.randint(10, 99)) + "tB"
        if shape == 1:
            return random.choice(["Summer", "Harbour", "Winter", "Garden"]) + random.choice(["Berlin", "Lisbon", "Tampere"]) + str(random.randint(10, 999))
        if shape == 2:
            return f"{random.choice(['orange', 'silver', 'quiet'])}-{random.choice(['tiger', 'falcon'])}-{random.randint(10, 99)}-{random.choice(['lamp', 'river', 'stone'])}"
        return "".join(random.choices(LETTERS, k=random.randint(10, 24))) + str(random.randint(10, 99))
    if kind == "token":
        shape = random.randrange(4)
        if shape == 0:
            return f"{random.choice(['sk', 'pk', 'acme'])}_" + random.randbytes(24).hex()
        if shape == 1:
            return random.randbytes(random.choice([16, 20])).hex()
        return "".join(random.choices(LETTERS, k=random.randint(24, 44))) + str(random.randint(0, 9))
    if rule["id"] == "customer.phone-named":
        n = "".join(random.choices("123456789", k=9))
        return random.choice([f"0{n}", f"({n[:3]}) {n[3:6]}-{n[5:]}", f"0{n[:4]} {n[4:]}", f"+4{n[0]} {n[1:4]} {n[4:]}"])
    return " ".join("".join(random.choices(string.ascii_lowercase, k=4)) for _ in range(4))  # an app password


# The name, as some program would write it.
def name_of(rule):
    words = random.choice([n for n in rule["names"] if n.isascii()]).lstrip("*").split()
    return random.choice(["_".join(words), "-".join(words), "_".join(words).upper(), words[0] + "".join(w.title() for w in words[1:])])


def is_allowed(rule, value):
    return any(re.search(pattern, value) for pattern in rule.get("allow", []))


class Named:
    """A name and a value, in the place of a text with a secret."""

    def __init__(self, rule):
        self.name, self.value = name_of(rule), value_of(rule)
        for _ in range(200):
            if re.search(rule["regex"].replace("\\xd7", "x"), self.value) and not is_allowed(rule, self.value):
                break
            self.value = value_of(rule)

    def __str__(self):
        return json.dumps({self.name: self.value}) if random.random() < 0.5 else f"{self.name}={self.value}"


# Ten texts with a different secret each.
def secrets(rule):
    if "names" in rule:
        return [Named(rule) for _ in range(10)]
    tree = _parser.parse(rule["regex"])
    made, known, tries = [], set(), 0
    while len(made) < 10 and tries < 20000:
        tries += 1
        if rule.get("validator") == "jwt":
            text = jwt()
        elif rule.get("validator") == "pem-private":
            text = pem()
        elif tries % 2:
            text = make(tree, {})
        else:
            text = mutate(random.choice(rule["examples"]), random.choice([0.1, 0.3, 0.6, 1]))
        text = correct(rule, text)
        if any(ord(c) > 126 for c in text) or "\0" in text:
            continue
        alone = dict(rule, count=1)
        found = {text} if rule.get("validator") in ("jwt", "pem-private") else find(alone, text)
        if len(found) == 1 and not found & known:
            known |= found
            made.append(text)
    return made


# A text in each of the settings, as its own block.
def plain(text):
    return f"{words(12)}\n{text}\n{words(9)}\n"


def in_json(text):
    return json.dumps({"note": words(5), "value": text, "more": words(3)}) + "\n"


def in_base64(text):
    return json.dumps({"payload": base64.b64encode(f"{words(4)}\n{text}\n".encode()).decode()}) + "\n"


def in_envelope(text):
    statement = json.dumps({"_type": "https://in-toto.io/Statement/v1", "predicate": {"text": text}})
    return json.dumps({"payloadType": "application/vnd.in-toto+json", "payload": base64.b64encode(statement.encode()).decode()}) + "\n"


def in_markdown(text):
    return f"## {words(2)}\r\n\r\n{words(6)}:\r\n\r\n" + text.replace("\n", "\r\n") + f"\r\n\r\n{words(4)}.\r\n"


# The same as the value of a name, in different carriers.
def pair(text):
    return (text.name, text.value) if isinstance(text, Named) else ("note", text)


def as_member(text):
    name, value = pair(text)
    return json.dumps({"id": random.randint(1, 999), name: value, "more": words(3)}) + "\n"


def as_yaml(text):
    name, value = pair(text)
    if "\n" not in value and random.random() < 0.5:
        return f"- id: {random.randint(1, 999)}\n  {name}: {json.dumps(value)}\n"
    return f"item:\n  {name}: |\n" + "".join(f"    {line}\n" for line in value.split("\n")) + "  id: 1\n"


def as_csv(text):
    name, value = pair(text)
    cell = '"' + value.replace('"', '""') + '"' if re.search('[",\n;]', value) else value
    return f"id,{name},plan\n{random.randint(1, 999)},{cell},gold\n\n"


def as_xml(text):
    name, value = pair(text)
    value = html.escape(value, quote=random.random() < 0.5)
    if "\n" not in value and '"' not in value and random.random() < 0.3:
        return f'<item><add key="{name}" value="{value}"/></item>\n'
    return f"<item>\n  <{name}>{value}</{name}>\n</item>\n"


def as_table(text):
    name, value = pair(text)
    cell = value.replace("|", "\\|").replace("\n", "<br>")
    return f"| id | {name} |\n|---|---|\n| {random.randint(1, 999)} | {cell} |\n\n"


# Only rules for names know that a heading says what is below it.
CARRIERS = [as_member, as_yaml, as_csv, as_xml, as_table]


# The text in an encoding, whole or at its odd characters.
def percent(data):
    return urllib.parse.quote(data) if random.random() < 0.5 else "".join(f"%{b:02X}" for b in data)


def quoted_printable(data):
    return quopri.encodestring(data).decode()


def entities(data):
    return "".join(chr(b) if chr(b).isalnum() else random.choice([f"&#{b};", f"&#x{b:x};"]) for b in data)


def backslash_x(data):
    return "".join(chr(b) if chr(b).isalnum() and random.random() < 0.5 else f"\\x{b:02x}" for b in data)


def backslash_u(data):
    return "".join(f"\\u{b:04x}" for b in data)


def hexadecimal(data):
    return data.hex() if random.random() < 0.5 else data.hex().upper()


def base32(data):
    return base64.b32encode(data).decode()


def utf16(data):
    return data.decode("latin-1").encode("utf-16-le").decode("latin-1")


def coloured(data):
    return f"\x1b[32m{data.decode('latin-1')}\x1b[0m"


ENCODINGS = [percent, quoted_printable, entities, backslash_x, backslash_u, hexadecimal, base32, utf16, coloured]


def encoded(encoding):
    def setting(text):
        return f"{words(3)}:\n{encoding((words(2) + chr(10) + str(text) + chr(10)).encode())}\n\n"

    setting.__name__ = encoding.__name__
    return setting


SETTINGS = [plain, in_json, in_base64, in_envelope, in_markdown]


# What is written with a name is a text, except for carriers. Names that only count as headings stand in tables.
def planted_in(rule):
    if rule.get("columns"):
        return [as_csv, as_table]
    return SETTINGS + CARRIERS + [encoded(e) for e in ENCODINGS]


def write_file(path, rule, setting, made):
    texts = [setting(text if setting in CARRIERS else str(text)) for text in made]
    with open(path, "w", newline="", encoding="latin-1") as out:
        out.write("".join(texts))


def write_planted(directory, files):
    os.makedirs(directory)
    with open(f"{directory}/planted.tsv", "w") as table:
        for path in files:
            for rule in json.load(open(path))["rules"]:
                made = secrets(rule)
                for setting in planted_in(rule):
                    name = f"{rule['id']}-{setting.__name__}.txt"
                    write_file(f"{directory}/{name}", rule, setting, made)
                    table.write(f"{name}\t{rule['id']}\t{len(made)}\n")


if sys.argv[1] == "ordinary":
    write_ordinary(sys.argv[2], int(sys.argv[3]))
else:
    write_planted(sys.argv[2], sys.argv[3:])
