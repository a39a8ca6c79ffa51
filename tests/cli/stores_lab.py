"""Bundles, registers and policies for stores.py, made by the program, and ways to damage a bundle."""
import base64
import copy
import gzip
import io
import json
import os
import subprocess
import tarfile
from datetime import datetime, timedelta, timezone

TARSEAL, FIXTURES, KEYS = os.environ["TARSEAL"], os.environ["FIXTURES"], os.environ["KEYS"]
APPROVED, SEALED = "2026-11-05T09:00:00Z", "2026-11-20T10:00:00Z"

# Stages that consume what the built-in follow-up consumes. Of "trial-note" only the subject says what it is about;
# "trial-dated" says when that expired, but its gates do not require it.
OWN = {
    "tarseal": "profile/1",
    "title": "A stage of this test",
    "consumes": "trial-access-expiry",
    "evidence": "expiry.json",
    "record": "own.json",
    "subject": "/record/trial_ref",
    "delivered": "/record/at",
    "fields": {"/record/trial_ref": "ref", "/record/at": "time"},
    "gates": [{"id": "same-trial", "title": "The trial is the same", "all": [{"at": "/record/trial_ref", "same_as": "/evidence/trial_ref"}]}],
}
PROFILES = {"trial-note": {**OWN, "id": "trial-note"}, "trial-dated": {**OWN, "id": "trial-dated", "expired": "/evidence/expired_at"}}


def epoch(time):
    return str(int(datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp()))


def after(time, **delta):
    moment = datetime.fromisoformat(time.replace("Z", "+00:00")) + timedelta(**delta)
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def load(*path):
    with open(os.path.join(FIXTURES, "trials", *path), encoding="utf-8") as file:
        return json.load(file)


def run(*command, at=None):
    env = dict(os.environ, SOURCE_DATE_EPOCH=epoch(at)) if at else None
    done = subprocess.run([TARSEAL, *command], capture_output=True, text=True, env=env)
    if done.returncode:
        raise SystemExit("%s: %s%s" % (" ".join(command), done.stdout, done.stderr))


def change(document, changes):
    """Set the members that CHANGES names, or remove those that it sets to None."""
    for pointer, value in changes.items():
        *path, last = pointer.split("/")
        place = document
        for name in path:
            place = place.setdefault(name, {})
        if value is None:
            place.pop(last, None)
        else:
            place[last] = value
    return document


class Lab:
    """Makes each bundle once, in the working directory."""

    def __init__(self):
        self.made = {}
        os.makedirs("lab")
        for name, profile in PROFILES.items():
            with open("lab/%s.json" % name, "w", encoding="utf-8") as file:
                json.dump(profile, file)

    def make(self, kind, **how):
        key = json.dumps([kind, how], sort_keys=True, default=repr)
        if key not in self.made:
            self.made[key] = getattr(self, kind)(**copy.deepcopy(how))
        return self.made[key]

    def seal(self, profile, consumed, evidence, evidence_name, record, record_name, key="producer", sealed=SEALED, approver="approver"):
        """Approve EVIDENCE, a document or the bytes of a bundle, and seal a bundle."""
        place = "lab/%d" % len(os.listdir("lab"))
        os.mkdir(place)
        os.mkdir(place + "/in")
        if isinstance(evidence, bytes):
            package = place + "/in/evidence.tar"
            with open(package, "wb") as file:
                file.write(evidence)
        else:
            package = place + "/in"
            with open(os.path.join(package, evidence_name), "w", encoding="utf-8") as file:
                json.dump(evidence, file)
        with open(os.path.join(place, record_name), "w", encoding="utf-8") as file:
            json.dump(record, file)
        run("approve", package, "--stage", consumed, "--key", KEYS + "/%s.key" % approver, "--ref", "approval:opaque-1",
            "--by", "role:trial-governance", "--yes", "-q", "-o", place + "/approval.json", at=APPROVED)
        run("pack", "--profile", profile, "--evidence", package, "--approval", place + "/approval.json", "--record",
            os.path.join(place, record_name), "--key", KEYS + "/%s.key" % key, "--name", "bundle", "-q", "-o", place + "/out.tar",
            at=sealed)
        with open(place + "/out.tar", "rb") as file:
            return file.read()

    @staticmethod
    def record_of_expiry(trial, expired, outcome="revoked", **changes):
        """What the stage trial-access-expiry records."""
        record = {
            "trial_ref": "trial:opaque-%s" % trial, "status": "ready", "outcome": outcome,
            "access_evidence_ref": "evidence:access-%s" % trial, "license_ref": "license:opaque-%s" % trial,
            "action": {"owner_ref": "team:release-automation", "at": "2026-10-01T06:00:00Z"}}
        if expired is not None:
            record["expired_at"] = expired
        if outcome == "revoked":
            record["revocation"] = {"license_ref": "revocation:license", "artifact_access_ref": "revocation:registry"}
        elif outcome == "renewed":
            record["renewal"] = {"ref": "renewal:opaque-1", "new_expires_at": "2027-10-01T00:00:00Z"}
        else:
            record["escalation"] = {"ref": "escalation:opaque-1"}
        return change(record, changes)

    def expiry(self, trial, expired, outcome="revoked", key="producer", sealed=SEALED, changes=None, over=None):
        """A bundle of the stage before: what happened to access when the trial ended."""
        access = {"trial_ref": "trial:opaque-%s" % trial, "status": "ready", "license_ref": "license:opaque-%s" % trial,
                  "access_expires_at": "2026-12-31T00:00:00Z"}
        record = self.record_of_expiry(trial, expired, outcome, **(changes or {}))
        return self.seal("trial-access-expiry", "trial-license-access", over or access, "access.json", record, "expiry.json", key, sealed)

    def followup(self, trial, expired, outcome="revoked", delivered=None, key="producer", sealed=SEALED, over=None, changes=None, approver="approver"):
        """A follow-up over plain evidence, or over the bundle OVER."""
        evidence = over or self.record_of_expiry(trial, expired, outcome, **(changes or {}))
        record = load("alder-revoked", "followup.json")
        record["trial_ref"] = "trial:opaque-%s" % trial
        record["notification"]["delivered_at"] = delivered or after(expired, days=2)
        if outcome != "revoked":
            record["grace_period"] = {"approval_ref": "approval:grace-1", "until": "2026-12-31T00:00:00Z"}
            record["handoff"] = {"commercial": record["handoff"]["closeout"]}
        return self.seal("trial-expired-followup", "trial-access-expiry", evidence, "expiry.json", record, "followup.json", key, sealed, approver)

    def own(self, profile, trial, expired, delivered, key="producer", sealed=SEALED):
        """A bundle of one of this test's own stages."""
        evidence = self.record_of_expiry(trial, expired, "escalated")
        record = {"trial_ref": "trial:opaque-%s" % trial, "at": delivered}
        return self.seal("lab/%s.json" % profile, "trial-access-expiry", evidence, "expiry.json", record, "own.json", key, sealed)

    def access(self, trial, changes=None, sealed=SEALED):
        """A bundle of a stage that an audit of follow-ups is not about."""
        record = change(load("juniper-access", "access.json"), changes or {})
        request = load("juniper-access", "request", "request.json")
        record["trial_ref"] = request["trial_ref"] = "trial:opaque-%s" % trial
        return self.seal("trial-license-access", "trial-access-request", request, "request.json", record, "access.json", "producer", sealed)


# Damage.


def flip(data, what=b'"trial_ref"'):
    """Change a byte of a document that the manifest lists: the seal remains good."""
    at = data.rindex(what) + 2
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]


def flip_header(data):
    """Change the first header, so that nothing says that this is a bundle."""
    return data[:257] + b"X" + data[258:]


def cut(data):
    return data[:3000]


def in_seal(data, edit):
    """Replace the seal by what EDIT makes of it, of the same size."""
    at = data.index(b'{"payloadType"', data.index(b"seal.dsse.json"))
    end = data.index(b"\0", at)
    seal = edit(data[at:end])
    assert len(seal) == end - at and seal != data[at:end]
    return data[:at] + seal + data[end:]


def break_signature(data):
    def edit(seal):
        at = seal.index(b'"sig":"') + 10
        return seal[:at] + (b"A" if seal[at:at + 1] != b"A" else b"B") + seal[at + 1:]

    return in_seal(data, edit)


def in_statement(old, new):
    """Damage that replaces OLD in the signed statement by NEW, of the same size."""

    def damage(data):
        def edit(seal):
            start = seal.index(b'"payload":"') + 11
            end = seal.index(b'"', start)
            statement = base64.b64decode(seal[start:end])
            assert old in statement and len(old) == len(new)
            return seal[:start] + base64.b64encode(statement.replace(old, new, 1)) + seal[end:]

        return in_seal(data, edit)

    return damage


def with_seal_of(other):
    """Damage that replaces the seal by that of OTHER, which a trusted key signed."""

    def transplant(data):
        parts = []
        for archive in (data, other):
            start = archive.index(b"/seal.dsse.json")
            start -= start % 512
            size = int(archive[start + 124:start + 135], 8)
            parts.append((start, start + 512 + (size + 511) // 512 * 512))
        (start, end), (other_start, other_end) = parts
        return data[:start] + other[other_start:other_end] + data[end:]

    return transplant


def zero_first_sector(data):
    return b"\0" * 512 + data[512:]


def apple_double(_):
    return b"\0\x05\x16\x07\0\x02\0\0Mac OS X        " + b"\0" * 100


def v7(data):
    """The first member in an archive as tar wrote it before POSIX."""
    header = bytearray(512)
    header[:5], header[100:124], header[124:136], header[136:148] = b"a/b/c", b"0000644\0" * 3, b"00000000005\0", b"00000000000\0"
    header[148:156] = b"        "
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + data[:5] + b"\0" * 1531


def listing(_):
    return b"bundle/bagit.txt\nbundle/seal.dsse.json\nbundle/bag-info.txt\n"


def repack(data):
    """The same files in an archive that another program wrote."""
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(data)) as old, tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as new:
        new.add("lab/trial-note.json", "README")
        for member in old:
            new.addfile(member, old.extractfile(member))
    return out.getvalue()


def zipped(data):
    return gzip.compress(data)


def empty(_):
    return b""


def lfs(_):
    return b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 13824\n"
