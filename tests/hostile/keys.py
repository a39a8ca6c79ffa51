# Keys: secret ones that cannot sign, and public ones that nobody may trust.
import base64
import os
import struct
import subprocess

from lab import b64, case, cases

PRIME = 2**255 - 19
# the points of order 1, 2, 4 and 8, and encodings of them that are not reduced (RFC 7748's and libsodium's lists)
ORDER_8 = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
SMALL = {
	"zero": bytes(32), "one": b"\1" + bytes(31), "minus-one": (PRIME - 1).to_bytes(32, "little"),
	"order-8": bytes.fromhex(ORDER_8), "order-8-other": bytes.fromhex(ORDER_8[:-2] + "fa"),
	"order-8-third": bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
	"zero-signed": bytes(31) + b"\x80", "one-signed": b"\1" + bytes(30) + b"\x80",
	"prime": PRIME.to_bytes(32, "little"), "prime-plus-one": (PRIME + 1).to_bytes(32, "little"),
	"prime-minus-one-signed": (PRIME - 1 + 2**255).to_bytes(32, "little"), "ones": b"\xff" * 32,
	"off-the-curve": b"\2" + bytes(31),
}


def string(data):
	return struct.pack(">I", len(data)) + data


def ssh(point, word=b"ssh-ed25519", named=None, more=b""):
	return (named or word).decode() + " " + b64(string(word) + string(point) + more)


def mixed(point):
	"""The key plus the point of order 2, (0, -1): (x, y) becomes (-x, -y). Such a key passes where only cofactored
	checks are made, and what it signs is judged differently by different verifiers."""
	number = int.from_bytes(point, "little")
	y, sign = number % 2**255, number >> 255
	return (PRIME - y + ((1 - sign) << 255)).to_bytes(32, "little")


def pem(der, label="PUBLIC KEY"):
	return "-----BEGIN %s-----\n%s\n-----END %s-----\n" % (label, b64(der), label)


def spki(point):
	return bytes.fromhex("302a300506032b6570032100") + point


def openssl(*arguments, data=None):
	return subprocess.run(["openssl", *arguments], input=data, check=True, capture_output=True).stdout


def trusting(d, public_key):
	"""A policy in which the producer has this public key, and a valid bundle."""
	def change(trust):
		trust["keys"][0]["public_key"] = public_key(d) if callable(public_key) else public_key
	d.policy(change)
	return d.verify(d.lab.good(), trust="policy.json")


def listed(d):
	return d.lab.public("producer")


cases("key-point-", {n: ssh(p) for n, p in SMALL.items()}, trusting)
cases("key-point-", {
	"mixed-order": lambda d: ssh(mixed(d.lab.point("producer"))),
	"in-pem": pem(spki(bytes(32))),
	"in-minisign": b64(b"Ed" + bytes(8) + bytes(32)),
}, trusting)
cases("key-public-", {
	"empty": "",
	"null": None,
	"rsa": "ssh-rsa " + b64(string(b"ssh-rsa") + string(b"\1\0\1") + string(b"\0" + b"\xff" * 256)),
	"ecdsa": "ecdsa-sha2-nistp256 " + b64(string(b"ecdsa-sha2-nistp256") + string(b"nistp256") + string(b"\4" + bytes(64))),
	"sk": lambda d: ssh(d.lab.point("producer"), b"sk-ssh-ed25519@openssh.com", more=string(b"ssh:")),
	"certificate": lambda d: ssh(d.lab.point("producer"), b"ssh-ed25519-cert-v01@openssh.com"),
	"word-and-blob-differ": lambda d: ssh(d.lab.point("producer"), b"ssh-ed448", b"ssh-ed25519"),
	"blob-of-rsa": lambda d: "ssh-ed25519 " + b64(string(b"ssh-rsa") + string(b"\1\0\1") + string(bytes(128))),
	"cut": lambda d: ssh(d.lab.point("producer")[:31]),
	"longer": lambda d: ssh(d.lab.point("producer") + b"\0"),
	"behind-it": lambda d: ssh(d.lab.point("producer"), more=b"x"),
	"not-base64": "ssh-ed25519 @@@@",
	"unpadded": lambda d: listed(d).split()[0] + " " + listed(d).split()[1].rstrip("=") + "=",
	"no-blob": "ssh-ed25519",
	"no-blob-space": "ssh-ed25519 ",
	"leading-space": lambda d: " " + listed(d),
	"with-options": lambda d: "restrict " + listed(d),
	"allowed-signers": lambda d: "me@example " + listed(d),
	"two-lines": lambda d: listed(d) + "\n" + d.lab.public("stranger"),
	"fingerprint": lambda d: d.lab.keyid("producer"),
	"hexadecimal": lambda d: d.lab.point("producer").hex(),
	"a-path": lambda d: os.path.join(d.lab.keys, "producer.pub"),
	"secret": lambda d: open(d.lab.key("producer")).read(),
	"pem-of-rsa": lambda d: openssl("pkey", "-pubout", data=openssl("genpkey", "-algorithm", "rsa")).decode(),
	"pem-of-x25519": lambda d: pem(bytes.fromhex("302a300506032b656e032100") + d.lab.point("producer")),
	"pem-of-ed448": lambda d: pem(bytes.fromhex("3043300506032b6571033a00") + bytes(57)),
	"pem-cut": lambda d: pem(spki(d.lab.point("producer")))[:60],
	"pem-cut-inside": lambda d: pem(spki(d.lab.point("producer"))[:-1]),
	"pem-longer-inside": lambda d: pem(spki(d.lab.point("producer")) + b"\0"),
	"pem-not-base64": lambda d: pem(spki(d.lab.point("producer"))).replace("MCow", "M*ow"),
	"pem-certificate": lambda d: pem(spki(d.lab.point("producer")), "CERTIFICATE"),
	"pem-without-end": lambda d: pem(spki(d.lab.point("producer"))).split("-----END")[0],
	"pem-two": lambda d: pem(spki(d.lab.point("producer"))) + pem(spki(d.lab.point("stranger"))),
	"pem-junk-behind": lambda d: pem(spki(d.lab.point("producer"))) + "x",
	"minisign-cut": b64(b"Ed" + bytes(39)),
	"minisign-other-algorithm": lambda d: b64(b"ED" + bytes(8) + d.lab.point("producer")),
}, trusting)


def add(d, text):
	"""trust add, with a file that holds no public key."""
	d.policy()
	d.write("key.pub", text(d) if callable(text) else text)
	return ["trust", "add", "policy.json", "--public-key", "key.pub", "--owner", "new", "--role", "approver"]


def nul_in_pem(d):
	return pem(spki(d.lab.point("stranger"))).replace("MCow", "MC\0ow").encode()


cases("key-add-", {
	"empty": "", "zeros": bytes(64), "rsa": "ssh-rsa AAAA", "point-one": ssh(SMALL["one"]),
	"secret": lambda d: open(d.lab.key("stranger")).read(), "pem-with-nul": nul_in_pem,
	"listed-already": lambda d: d.lab.public("producer"), "huge": "ssh-ed25519 " + "A" * 200000,
}, add)


def approve(d, *options):
	d.trial()
	return ["approve", "expiry", "--ref", "approval:opaque-1", "--by", "role:tester", "--yes", "--no-input", "-o",
		"signed.json", *options]


def signing(d, secret):
	"""Approve with a secret key file of this content."""
	argv = approve(d, "--key", "secret")
	d.write("secret", secret(d), 0o600)
	return argv


def plain(d):
	return open(d.lab.key("approver"), "rb").read()


def encrypted(d):
	return openssl("pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", "pass:right", data=plain(d))


def generated(*arguments):
	return lambda d: openssl("genpkey", *arguments)


def keygen(*arguments):
	"""A key file as ssh-keygen writes it."""
	def make(d):
		path = os.path.join(d.path, "made")
		subprocess.run(["ssh-keygen", "-q", "-C", "x", "-f", path, *arguments], check=True, capture_output=True)
		content = open(path, "rb").read()
		os.unlink(path)
		os.unlink(path + ".pub")
		return content
	return make


ED = keygen("-t", "ed25519", "-N", "")


def rewritten(f):
	"""An OpenSSH key whose binary content is changed by a function."""
	def make(d):
		body = base64.b64decode(b"".join(ED(d).splitlines()[1:-1]))
		return pem(f(body), "OPENSSH PRIVATE KEY")
	return make


cases("key-secret-", {
	"empty": lambda d: b"",
	"newline": lambda d: b"\n",
	"text": lambda d: b"this is no key\n",
	"json": lambda d: b'{"kty": "OKP", "crv": "Ed25519", "d": "AAAA"}',
	"raw-seed": lambda d: b"\x07" * 32,
	"der": lambda d: openssl("pkey", "-outform", "DER", data=plain(d)),
	"cut": lambda d: plain(d)[:60],
	"cut-last-line": lambda d: plain(d).split(b"-----END")[0],
	"label-alone": lambda d: b"-----BEGIN PRIVATE KEY-----\n",
	"not-base64": lambda d: plain(d).replace(b"MC4C", b"M*4C"),
	"seed-cut": lambda d: pem(bytes.fromhex("302d020100300506032b657004210420") + bytes(31), "PRIVATE KEY"),
	"nothing-inside": lambda d: pem(b"", "PRIVATE KEY"),
	"other-label": lambda d: plain(d).replace(b"PRIVATE KEY", b"RSA PRIVATE KEY"),
	"rsa": generated("-algorithm", "rsa"),
	"ec": generated("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
	"x25519": generated("-algorithm", "x25519"),
	"ed448": generated("-algorithm", "ed448"),
	"public-pem": lambda d: openssl("pkey", "-pubout", data=plain(d)),
	"public-ssh": lambda d: d.lab.public("approver"),
	"encrypted-nobody-to-ask": encrypted,
	"encrypted-cut": lambda d: encrypted(d)[:100],
	"openssh-rsa": keygen("-t", "rsa", "-b", "2048", "-N", ""),
	"openssh-ecdsa": keygen("-t", "ecdsa", "-N", ""),
	"openssh-passphrase": keygen("-t", "ed25519", "-N", "right"),
	"openssh-cut": lambda d: ED(d)[:120],
	"openssh-not-base64": lambda d: ED(d).replace(b"b3BlbnNzaC", b"b3B*bnNzaC"),
	"openssh-magic": rewritten(lambda b: b"openssh-key-v2" + b[14:]),
	"openssh-check-numbers": rewritten(lambda b: b[:98] + bytes([b[98] ^ 1]) + b[99:]),
	"openssh-lengths": rewritten(lambda b: b[:15] + b"\xff\xff\xff\xff" + b[19:]),
	"openssh-bytes-behind": rewritten(lambda b: b + b"x"),
	"openssh-other-public-half": rewritten(lambda b: b[:62] + bytes([b[62] ^ 1]) + b[63:]),
	"minisign-cut": lambda d: b"untrusted comment: x\nRWRTY0IyAAAA\n",
	"agent-fingerprint": lambda d: d.lab.keyid("approver"),
	"huge": lambda d: plain(d) + b"\n" * 200000,
}, signing)


def phrased(d, phrase):
	"""An encrypted key, with this content in the passphrase file."""
	d.write("phrase", phrase, 0o600)
	d.env["TARSEAL_PASSPHRASE_FILE"] = "phrase"
	return signing(d, encrypted)


cases("key-passphrase-", {"wrong": "wrong\n", "empty": "", "newline": "\n", "longer": "right2\n", "in-capitals": "RIGHT\n",
	"second-line": "wrong\nright\n", "trailing-space": "right \n"}, phrased)


def phrase_file(d, name):
	d.write("open", "right\n", 0o644)
	d.env["TARSEAL_PASSPHRASE_FILE"] = name
	return signing(d, encrypted)


cases("key-passphrase-file-", {"others-can-read": "open", "gone": "gone", "directory": "."}, phrase_file)


def moded(d, mode):
	d.write("secret", plain(d), mode)
	return approve(d, "--key", "secret")


cases("key-mode-", {"group-reads": 0o640, "others-read": 0o604, "others-write": 0o602, "all": 0o666}, moded)


def place(d, kind):
	path = os.path.join(d.path, "secret")
	if kind == "directory":
		os.mkdir(path)
	elif kind == "fifo":
		os.mkfifo(path, 0o600)
	return approve(d, "--key", "secret" if kind != "device" else "/dev/zero")


cases("key-file-", {k: k for k in ("directory", "fifo", "gone", "device")}, place)


def over(d, *names):
	for name in names:
		d.write(name, "kept\n")
	return ["keygen", "--no-passphrase", "-o", "pair"]


cases("key-keygen-", {
	"over-a-pair": lambda d: over(d, "pair.key", "pair.pub"),
	"over-a-secret": lambda d: over(d, "pair.key"),
	"over-a-public": lambda d: over(d, "pair.pub"),
	"over-a-link": lambda d: (os.symlink("nowhere", os.path.join(d.path, "pair.key")), over(d))[1],
	"over-a-public-link": lambda d: (os.symlink("nowhere", os.path.join(d.path, "pair.pub")), over(d))[1],
	"nowhere": lambda d: ["keygen", "--no-passphrase", "-o", "gone/pair"],
	"nobody-to-ask": lambda d: ["keygen", "--no-input", "-o", "pair"],
	"descriptor-closed": lambda d: ["keygen", "--passphrase-fd", "99", "-o", "pair"],
}, lambda d, f: f(d))


def seal_with(d, secret):
	d.trial()
	d.write("secret", secret(d), 0o600)
	argv = d.pack()
	argv[argv.index(d.lab.key("producer"))] = "secret"
	return argv


cases("key-pack-", {"rsa": generated("-algorithm", "rsa"), "encrypted": encrypted, "cut": lambda d: plain(d)[:60],
	"public": lambda d: d.lab.public("producer")}, seal_with)


def twice(d):
	d.trial()
	return d.pack("--key", d.lab.key("producer"))


case("key-pack-twice", twice)
