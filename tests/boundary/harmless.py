# harmless.py DIR N: N lines of each of many kinds in which nothing may be found, one file for each kind, and
# DIR/kinds.tsv: kind, how many. They are what records, logs, configuration and documents are full of: placeholders,
# documented samples, names of secrets, digests, identifiers, times, versions, schemas, references.
import base64
import hashlib
import json
import os
import random
import sys
import uuid

random.seed(20261127)
R = random.randint
pick = random.choice


def hexa(n):
    return random.randbytes(n).hex()


def b64(n):
    return base64.b64encode(random.randbytes(n)).decode()


def moment():
    return f"2026-{R(1, 12):02d}-{R(1, 28):02d}T{R(0, 23):02d}:{R(0, 59):02d}:{R(0, 59):02d}Z"


def uid():
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


def word():
    return pick("trial grace window notified handoff record evidence stage renewal reference timeline delivery plan order".split())


def name():
    return pick("password secret api_key token client_secret access_token private_key secret_key passphrase license_key db_password".split())


def camel():
    return pick("Trial Expiry Grace Notify Record Stage Renewal Delivery Order Access Token Secret Key Policy".split())


PLACEHOLDERS = [
    "<token>", "<your-password>", "${DB_PASSWORD}", "$DB_PASSWORD", "$(cat /run/secrets/db)", "********", "xxxxxxxxxxxxxxxx",
    "your-api-key", "your_secret_here", "changeme", "CHANGE_ME", "{{ .Values.password }}", "{{password}}", "%(password)s", "#{secret}",
    "REDACTED", "[REDACTED]", "<redacted>", "***REMOVED***", "placeholder", "example-token", "null", "none", "undefined", "not-set",
    "secret:opaque-12", "vault:kv/app#key", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:app-x1", "env:APP_SECRET",
    "/run/secrets/app", "./keys/app.pem", "op://vault/item/field", "ssm:/app/key", "file:///run/secrets/x", "projects/x/secrets/y",
    "insert-token-here", "TODO", "xxxx-xxxx-xxxx-xxxx", "...", "sk_test_...", "@vault", "%APP_SECRET%", "<%= secret %>", "__SECRET__",
]


def placeholder():
    return pick(PLACEHOLDERS)


def dirhash():
    return "dirHash1:" + hexa(32)


KINDS = {
    "placeholder-json": lambda: json.dumps({name(): placeholder()}),
    "placeholder-env": lambda: f"{name().upper()}={placeholder()}",
    "placeholder-yaml": lambda: f"  {name()}: {json.dumps(placeholder())}",
    "placeholder-xml": lambda: f"<{name()}>{placeholder().replace('<', '&lt;').replace('>', '&gt;')}</{name()}>",
    "placeholder-pair": lambda: json.dumps({"name": name(), "value": placeholder()}),
    "placeholder-attribute": lambda: f"<add key=\"{name()}\" value=\"{placeholder().replace('<', '&lt;').replace('>', '&gt;')}\"/>",
    "placeholder-header": lambda: f"Authorization: Bearer {pick(['<token>', '${TOKEN}', '$TOKEN', '{{token}}', 'YOUR_TOKEN'])}",
    "placeholder-table": lambda: f"| {name()} | {placeholder()} |",
    "name-of-secret": lambda: json.dumps({pick(["secretName", "secret_name", "secretRef", "tokenName"]): f"{word()}-{word()}-{R(1, 9)}"}),
    "name-of-key": lambda: json.dumps({pick(["cache_key", "idempotency_key", "sort_key", "partition_key", "primary_key"]): hexa(16)}),
    "pull-secret": lambda: f"imagePullSecret: {word()}-registry-{R(1, 99)}",
    "secret-kind": lambda: f"kind: Secret\nmetadata:\n  name: {word()}-{word()}",
    "key-id": lambda: json.dumps({pick(["key_id", "keyid", "kid"]): pick([hexa(8), uid(), "SHA256:" + b64(32).rstrip("=")])}),
    "public-key": lambda: json.dumps({"public_key": b64(32), "algorithm": "ed25519"}),
    "token-count": lambda: json.dumps({"prompt_tokens": R(1, 9999), "completion_tokens": R(1, 9999), "max_tokens": 4096}),
    "token-type": lambda: json.dumps({"token_type": "Bearer", "expires_in": R(60, 9999)}),
    "secret-flag": lambda: json.dumps({f"{name()}_{pick(['revoked', 'set', 'required', 'rotated'])}": pick([True, False])}),
    "secret-ref": lambda: json.dumps({f"{name()}_ref": f"{pick(['secret', 'token', 'key'])}:opaque-{R(1, 9999)}"}),
    "secret-policy": lambda: json.dumps({"password_policy": pick(["rotated", "strong", "min-12"]), "password_min_length": R(8, 32)}),
    "secret-time": lambda: json.dumps({f"{name()}_{pick(['expires_at', 'rotated_at', 'created_at'])}": moment()}),
    "secret-hash-name": lambda: json.dumps({f"{name()}_sha256": hexa(32)}),
    "schema-member": lambda: json.dumps({name(): {"type": "string", "minLength": R(8, 32), "description": f"The {name()} of the {word()}"}}),
    "schema-required": lambda: json.dumps({"required": random.sample(["user", "password", "api_key", "token", "secret"], 3)}),
    "schema-sql": lambda: f"  {name()} VARCHAR({R(16, 255)}) NOT NULL,",
    "schema-graphql": lambda: f"  {name()}: String!",
    "schema-typescript": lambda: f"  {name()}: string;",
    "schema-go": lambda: f"\tPassword string `json:\"{name()}\"`",
    "schema-proto": lambda: f"  string {name()} = {R(1, 30)};",
    "code-call": lambda: f"{name()} = os.environ[\"{name().upper()}\"]",
    "code-getter": lambda: f"const {name()} = config.get('{word()}.{name()}');",
    "code-member": lambda: f"client.{name()} = settings.{camel()}{camel()}.{name()}",
    "code-function": lambda: f"{name()} = get_{word()}_{name()}(user)",
    "code-class": lambda: f"{name()} = {camel()}{camel()}{camel()}",
    "code-parameter": lambda: f"def login(user, password=None, token: str = \"\", {word()}={R(1, 9)}):",
    "prose-secret": lambda: f"The {name().replace('_', ' ')} of the {word()} was rotated on {moment()[:10]} by the owner.",
    "prose-colon": lambda: f"About the {name()}: it must have {R(8, 32)} characters, and is valid for {R(10, 90)} days.",
    "prose-heading": lambda: f"## {R(1, 9)}.{R(1, 9)} Password and token: what to rotate",
    "documented-table": lambda: f"| {name()} | string | The {name()} of the {word()}, at least {R(8, 32)} characters |",
    "documented-option": lambda: f"--{name().replace('_', '-')} TEXT   the {name()}, or - for standard input",
    "documented-usage": lambda: f"usage: app --password <password> --token $TOKEN {word()}",
    "documented-aws": lambda: pick(["AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"]),
    "documented-mail": lambda: f"{word()}@{pick(['example.com', 'example.org', 'mail.example.net', 'host.test', 'corp.invalid'])}",
    "documented-phone": lambda: f"call +1 {R(201, 989)} 555 01{R(10, 99)}",
    "sha256": lambda: hexa(32),
    "sha256sum": lambda: f"{hexa(32)}  {word()}/{word()}-{R(1, 999)}.json",
    "sha512": lambda: json.dumps({"sha512": hexa(64)}),
    "digest-prefix": lambda: json.dumps({"digest": "sha256:" + hexa(32)}),
    "dirhash": lambda: json.dumps({"package": dirhash()}),
    "commit": lambda: f"commit {hexa(20)}",
    "index": lambda: f"index {hexa(4)[:7]}..{hexa(4)[:7]} 100644",
    "image-digest": lambda: f"registry.example.com/{word()}/{word()}@sha256:{hexa(32)}",
    "integrity": lambda: json.dumps({"integrity": "sha512-" + b64(64)}),
    "signature": lambda: json.dumps({"sig": b64(64), "keyid": "SHA256:" + b64(32).rstrip("=")}),
    "certificate": lambda: "-----BEGIN CERTIFICATE-----\nMII" + b64(45) + "\n-----END CERTIFICATE-----",
    "public-pem": lambda: "-----BEGIN PUBLIC KEY-----\n" + b64(44) + "\n-----END PUBLIC KEY-----",
    "ssh-key": lambda: "ssh-ed25519 " + base64.b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + random.randbytes(32)).decode(),
    "fingerprint": lambda: ":".join(hexa(1) for _ in range(16)),
    "uuid": lambda: json.dumps({"id": uid(), "parent": uid()}),
    "uuid-line": lambda: uid().upper(),
    "ulid": lambda: "".join(random.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=26)),
    "epoch": lambda: json.dumps({"t": R(1600000000, 1900000000), "ms": R(1600000000000, 1900000000000)}),
    "epoch-ns": lambda: json.dumps({"ns": R(1600000000000000000, 1900000000000000000)}),
    "float": lambda: json.dumps({"v": random.random(), "w": random.gauss(0, 1e6)}),
    "log-java": lambda: f"{moment()[:10]} 10:{R(10, 59)}:{R(10, 59)},{R(100, 999)} WARN [http-{R(1, 20)}] c.e.s.{camel()}Service - Order {R(10**9, 10**10)} took {R(1, 9999)} ms",
    "log-hdfs": lambda: f"{R(10**5, 10**6)} {R(10**5, 10**6)} {R(10, 999)} INFO block blk_-{R(10**17, 10**18)} src: /10.{R(1, 254)}.{R(1, 254)}.{R(1, 254)}:{R(10**4, 6 * 10**4)}",
    "log-kernel": lambda: f"Nov {R(1, 28)} 10:{R(10, 59)}:{R(10, 59)} host kernel: [{R(1000, 99999)}.{R(100000, 999999)}] usb {R(1, 3)}-{R(1, 4)}: new device {R(1, 99)}",
    "log-nginx": lambda: f"10.0.{R(0, 255)}.{R(1, 254)} - - [27/Nov/2026:10:{R(10, 59)}:{R(10, 59)} +0000] \"GET /v1/items/{R(1, 99999)}?page={R(1, 9)} HTTP/1.1\" 200 {R(100, 99999)}",
    "log-logfmt": lambda: f"ts={moment()} level=info msg=\"{word()} {word()}\" took={R(1, 999)}ms n={R(1, 10**9)} trace={hexa(16)}",
    "log-login": lambda: f"sshd[{R(1000, 99999)}]: Failed password for invalid user {word()} from 10.0.{R(0, 255)}.{R(1, 254)} port {R(1024, 65535)} ssh2",
    "log-token": lambda: f"{moment()} token refreshed for trial:opaque-{R(1, 9999)}, secret version {R(1, 99)}, key rotated: true",
    "csv-record": lambda: f"{R(1, 10**6)},{moment()},{R(1600000000000, 1900000000000)},{random.random() * 1000:.3f},ok,{hexa(4)}",
    "csv-numbers": lambda: ",".join(str(R(0, 10 ** R(1, 12))) for _ in range(8)),
    "numbers": lambda: " ".join(str(R(0, 10 ** R(2, 10))) for _ in range(8)),
    "matrix": lambda: " ".join(f"{random.gauss(0, 1):.6f}" for _ in range(6)),
    "ids-16": lambda: f"order {R(10**15, 10**16 - 1)} is complete" if R(1, 9) > 5 else f"batch-{R(10**11, 10**12)}",
    "version": lambda: f"{word()}=={R(0, 20)}.{R(0, 30)}.{R(0, 99)} {word()}@{R(0, 9)}.{R(0, 30)}.{R(0, 99)}-rc.1",
    "purl": lambda: json.dumps({"purl": f"pkg:npm/{word()}%2F{word()}@{R(0, 9)}.{R(0, 30)}.{R(0, 9)}"}),
    "cpe": lambda: json.dumps({"cpe": f"cpe:2.3:a:base-passwd:base-passwd:{R(1, 9)}.{R(0, 9)}.{R(0, 99)}:*:*:*:*:*:*:*"}),
    "sbom": lambda: json.dumps({"SPDXID": f"SPDXRef-Package-{word()}-{hexa(8)}", "versionInfo": f"{R(0, 9)}.{R(0, 99)}"}),
    "path": lambda: f"data/evidence/{word()}/2026/{R(1, 12):02d}/{word()}-{R(1, 9999)}.json",
    "url": lambda: f"https://docs.example.com/{word()}/{word()}?page={R(1, 99)}&sort={word()}#section-{R(1, 99)}",
    "url-encoded": lambda: f"https://example.com/search?q={word()}%20{word()}%2F{R(1, 99)}&from={moment().replace(':', '%3A')}",
    "reference": lambda: json.dumps({"trial_ref": f"trial:opaque-{R(1, 99999)}", "license_ref": f"license:opaque-{R(1, 99999)}"}),
    "approval": lambda: json.dumps({"approved_by": f"role:{word()}-governance", "approval_ref": f"approval:opaque-{R(1, 999)}"}),
    "times": lambda: json.dumps({"expired_at": moment(), "grace_until": moment()}),
    "address-ip": lambda: f"10.{R(0, 255)}.{R(0, 255)}.{R(1, 254)}:{R(1, 65535)} 2001:db8::{hexa(2)}:{hexa(2)}",
    "mac": lambda: ":".join(hexa(1) for _ in range(6)),
    "environment": lambda: f"export PATH=/usr/local/bin:$PATH {word().upper()}_TIMEOUT={R(1, 999)} TOKEN_URL=https://example.com/token",
    "makefile": lambda: f"{word()}: {word()}.o {word()}.o\n\t$(CC) -O2 -o $@ $^ -DPASSWORD_MAX={R(8, 128)}",
    "html": lambda: f"<input type=\"password\" name=\"password\" placeholder=\"Password\" minlength=\"{R(8, 32)}\">",
    "html-label": lambda: f"<label for=\"password\">Password</label><td>&nbsp;{R(1, 99)}&#37;</td>",
    "markdown-link": lambda: f"See [{word()} {word()}](docs/{word()}.md#{word()}-and-password) for the token.",
    "message-key": lambda: f"login.password.{word()}=The password is not correct",
    "translation": lambda: json.dumps({"password": pick(["Passwort", "Mot de passe", "Wachtwoord", "Password"]), "secret": "Geheimnis"}),
    "env-names": lambda: json.dumps({"name": f"{word().upper()}_PASSWORD", "valueFrom": {"secretKeyRef": {"name": f"{word()}-db", "key": "password"}}}),
    "terraform-ref": lambda: f"  password = var.{word()}_{name()}",
    "helm": lambda: f"  password: {{{{ .Values.{word()}.password | quote }}}}",
    "workflow": lambda: f"          token: ${{{{ secrets.{word().upper()}_TOKEN }}}}",
    "compose": lambda: f"      - {word().upper()}_PASSWORD_FILE=/run/secrets/{word()}_password",
    "coloured": lambda: f"\x1b[32mok\x1b[0m {word()} {word()} {R(1, 999)} tests, \x1b[31m0 failed\x1b[0m",
    "quoted-text": lambda: f"{word()} =3D {R(1, 99)}; {word()}=20{word()} caf=C3=A9",
    "base64-text": lambda: json.dumps({"payload": base64.b64encode(json.dumps({"trial_ref": f"trial:opaque-{R(1, 999)}", "note": word()}).encode()).decode()}),
    "base64-random": lambda: json.dumps({"nonce": b64(24), "cert": b64(200)}),
    "escaped-json": lambda: json.dumps({"body": json.dumps({"password": "${PW}", "at": moment()})}),
    "exit-code": lambda: f"{word()} failed with exit code {R(1, 9)}: password required (try --password-file)",
}


def main():
    directory, n = sys.argv[1], int(sys.argv[2])
    os.makedirs(directory)
    with open(f"{directory}/kinds.tsv", "w") as table:
        for kind, make in KINDS.items():
            with open(f"{directory}/{kind}.txt", "w", newline="") as out:
                for _ in range(n):
                    out.write(make() + "\n")
            table.write(f"{kind}\t{n}\n")


if __name__ == "__main__":
    main()
