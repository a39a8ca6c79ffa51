# Time-stamping authorities and stamps of any date for the tests, made with openssl; and a small DER encoder, for what no
# honest authority makes.
import os
import subprocess

SHA256 = "608648016503040201"
TST_INFO = "2a864886f70d0109100104"
SIGNED_DATA = "2a864886f70d010702"
CONTENT_TYPE = "2a864886f70d010903"
MESSAGE_DIGEST = "2a864886f70d010904"
SIGNING_CERTIFICATE_V2 = "2a864886f70d010910022f"


def run(*command, when=None, **how):
    """Run a command, as of WHEN."""
    env = dict(os.environ, TZ="UTC")
    if when:
        command = ("faketime", "-f", when) + command
    return subprocess.run([str(c) for c in command], check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, **how)


def length(n):
    if n < 128:
        return bytes([n])
    digits = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(digits)]) + digits


def der(tag, *parts):
    """An element; a part is bytes, or hexadecimal digits."""
    body = b"".join(bytes.fromhex(p) if isinstance(p, str) else p for p in parts)
    return bytes([tag]) + length(len(body)) + body


def read(data):
    """The elements of DATA: (tag, content), where constructed content is a list of the same."""
    out, i = [], 0
    while i < len(data):
        tag, n = data[i], data[i + 1]
        i += 2
        if n & 0x80:
            k = n & 0x7F
            n = int.from_bytes(data[i : i + k], "big")
            i += k
        body = data[i : i + n]
        out.append([tag, read(body) if tag & 0x20 else body])
        i += n
    return out


def write(element):
    tag, body = element
    return der(tag, b"".join(write(e) for e in body) if isinstance(body, list) else body)


def tst_info(digest, at="20260620123000Z", version=b"\1", policy="2b06010401868d1f01", algorithm=None, accuracy="02", serial=b"\1", rest=b""):
    """A TSTInfo; ACCURACY is the content of its SEQUENCE, such as "020101" for a second."""
    algorithm = der(0x30, der(6, SHA256), der(5)) if algorithm is None else algorithm
    return der(
        0x30, der(2, version), der(6, policy), der(0x30, algorithm, der(4, digest)), der(2, serial), der(0x18, at.encode()),
        b"" if accuracy == "02" else der(0x30, accuracy), rest)


EXTENSIONS = {
    "root": "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash",
    "tsa": "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n"
    "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid",
}
KEYS = {
    "ec": ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
    "named": ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp224r1"),
    "explicit": ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit"),
    "p384": ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"),
    "rsa": ("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
    "rsa1024": ("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"),
}
BORN = "2026-01-01 00:00:00"


class Authority:
    """Keys and certificates under NAME: a root, DEPTH issuers, and the certificate of the authority itself."""

    def __init__(self, name, depth=0, key="ec", born=BORN, days=3650, extensions=EXTENSIONS["tsa"], digest="sha256", root=None):
        self.name = name
        top = root.top if root else self.make("%s root" % name, "%s-root" % name, EXTENSIONS["root"], "ec", None, born, 7300, "sha256")
        self.top, self.issuers, issuer = top, [], top
        for i in range(depth):
            issuer = self.make("%s issuer %d" % (name, i), "%s-issuer-%d" % (name, i), EXTENSIONS["root"] + "\nauthorityKeyIdentifier=keyid", "ec", issuer, born, 7300, "sha256")
            self.issuers.append(issuer)
        self.own = self.make(name, name, extensions, key, issuer, born, days, digest)

    @staticmethod
    def make(subject, path, extensions, key, issuer, born, days, digest):
        with open(path + ".ext", "w", encoding="ascii") as f:
            f.write(extensions)
        run("openssl", "genpkey", *KEYS[key], "-out", path + ".key")
        run("openssl", "req", "-new", "-key", path + ".key", "-subj", "/CN=" + subject, "-out", path + ".csr")
        signer = ("-signkey", path + ".key") if issuer is None else ("-CA", issuer + ".pem", "-CAkey", issuer + ".key", "-CAcreateserial")
        run("openssl", "x509", "-req", "-in", path + ".csr", *signer, "-days", days, "-extfile", path + ".ext", "-" + digest, "-out", path + ".pem", when=born)
        return path

    def again(self, name, root):
        """The same key under another certificate, by ROOT's issuer."""
        other = Authority.__new__(Authority)
        other.name, other.top, other.issuers, other.own = name, root.top, [], name
        for kind in (".key", ".csr", ".ext"):
            with open(self.own + kind, "rb") as f, open(name + kind, "wb") as g:
                g.write(f.read())
        run("openssl", "x509", "-req", "-in", name + ".csr", "-CA", root.top + ".pem", "-CAkey", root.top + ".key", "-CAcreateserial", "-days", "3650",
            "-extfile", name + ".ext", "-sha256", "-out", name + ".pem", when=BORN)
        return other

    def chain(self):
        with open(self.own + ".chain", "wb") as f:
            for path in self.issuers + [self.top]:
                with open(path + ".pem", "rb") as g:
                    f.write(g.read())
        return self.own + ".chain"

    def certificate(self, which="root"):
        """The certificate as a trust policy has it: base64 of DER."""
        path = {"root": self.top, "own": self.own}.get(which) or self.issuers[which]
        return "".join(line for line in run("openssl", "x509", "-in", path + ".pem").stdout.decode().splitlines() if "-----" not in line)

    def reply(self, digest, when="2026-06-20 12:30:00", accuracy="secs:1", policy="1.3.6.1.4.1.99999.1", digits=0, ess="sha256", signer_digest="sha256", nonce=False, ess_chain="no"):
        """What `openssl ts -reply` answers to a request for a stamp of DIGEST."""
        with open("tsa.cnf", "w", encoding="ascii") as f:
            f.write("[tsa]\nserial=serial\nsigner_cert=%s.pem\ncerts=%s\nsigner_key=%s.key\nsigner_digest=%s\ndefault_policy=%s\n"
                    "digests=sha256,sha384,sha512\nclock_precision_digits=%d\ness_cert_id_alg=%s\nordering=no\ntsa_name=no\ness_cert_id_chain=%s\n%s\n"
                    % (self.own, self.chain(), self.own, signer_digest, policy, digits, ess, ess_chain, "accuracy=" + accuracy if accuracy else ""))
        run("openssl", "ts", "-query", "-digest", digest, "-sha256", "-cert", *([] if nonce else ["-no_nonce"]), "-out", "q.tsq")
        run("openssl", "ts", "-reply", "-config", "tsa.cnf", "-section", "tsa", "-queryfile", "q.tsq", "-out", "r.tsr", when=when)
        with open("r.tsr", "rb") as f:
            return f.read()

    def sign(self, content, when="2026-06-20 12:30:00", kind="1.2.840.113549.1.9.16.1.4", options=()):
        """A token over CONTENT, whatever that is (openssl cms)."""
        with open("content", "wb") as f:
            f.write(content)
        run("openssl", "cms", "-sign", "-binary", "-nodetach", "-cades", "-nosmimecap", "-econtent_type", kind, "-md", "sha256", "-in", "content",
            "-signer", self.own + ".pem", "-inkey", self.own + ".key", "-certfile", self.chain(), "-outform", "DER", "-out", "token", *options, when=when)
        with open("token", "rb") as f:
            return f.read()
