# scan.py TARSEAL VECTORSCAN RULES...: how fast content is searched on one processor, next to grep -P with the same
# rules one by one and Vectorscan with all of them at once (which only matches: it decodes and validates nothing),
# and the slowest 5 MB of text that can be made of any rule's keywords and examples. The data: records of trials and
# log lines ("mixed"), and records that are almost entirely digests, keys, signatures and envelopes ("dense").
import json
import importlib.util
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

tarseal, vectorscan, files = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), sys.argv[3:]
rounds = int(os.environ.get("ROUNDS", "5"))
size = int(os.environ.get("SCAN_MIB", "64")) << 20
rules = [rule for path in files for rule in json.load(open(path))["rules"]]
tests = os.path.join(os.path.dirname(os.path.abspath(sys.argv[0])), "..")
corpus, trials = os.path.join(tests, "boundary", "corpus.py"), os.path.join(tests, "..", "fixtures", "trials")
work = tempfile.mkdtemp(prefix="tarseal-bench-")
os.chdir(work)
random.seed(4711)


def seconds(command, codes=(0,)):
    start = time.perf_counter()
    done = subprocess.run(command, shell=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if done.returncode not in codes:
        sys.exit("failed: " + command)
    return time.perf_counter() - start


def log_line():
    words = "trial expired customer notified approved record handoff window order plan support delivery".split()
    return (
        f"2026-11-{random.randint(1, 28):02d}T10:{random.randint(0, 59):02d}:{random.randint(0, 59):02d}Z INFO "
        f"worker-{random.randint(1, 64)} {' '.join(random.choices(words, k=12))} took={random.randint(1, 5000)}ms\n"
    )


# Records of trials, with new numbers each time, and as many bytes of log lines.
def make_mixed():
    found = [os.path.join(at, name) for at, _, names in os.walk(trials) for name in names if name.endswith(".json")]
    records = [open(path).read() for path in sorted(found)]
    with open("mixed", "w") as out:
        while out.tell() < size:
            record = random.choice(records)
            out.write(re.sub(r"opaque-[0-9]+", lambda m: f"opaque-{random.randint(1, 99999)}", record))
            for _ in range(len(record) // 110 + 1):
                out.write(log_line())


# Almost entirely digests, keys, signatures and envelopes.
def make_dense():
    subprocess.run([sys.executable, corpus, "ordinary", "records", "500"], check=True)
    records = [json.dumps(json.load(open(f"records/{name}"))) for name in sorted(os.listdir("records")) if name.endswith(".json")]
    with open("dense", "w") as out:
        while out.tell() < size:
            out.write(random.choice(records) + "\n")


# Text that is made to be slow: keywords, names and the beginnings of examples, again and again.
STRUCTURE = [
    '{"name":"password",', '"password",', "password,", "| password ", "password=", "password: |\n ", '<add key="password" ',
    '{"password":{', "password\tx\n", "%41", "=3D", "&#64;", "\\x41", "4111 ", "AB12 ", "QUJD", "4142", "- name: password\n ",
]


def make_hostile():
    os.mkdir("hostile")
    for i, piece in enumerate(STRUCTURE):
        with open(f"hostile/structure-{i}", "w") as out:
            out.write((piece * (5_000_000 // len(piece) + 1))[:5_000_000])
    for rule in rules:
        words = rule.get("keywords") or [n.lstrip("*").replace(" ", "_") + "=" for n in rule.get("names", [])] or ["4111 1111 1111 "]
        pieces = words[:2] + [e[:-1] for e in rule["examples"][:1]]
        for i, piece in enumerate(pieces):
            with open(f"hostile/{rule['id']}-{i}", "w") as out:
                out.write((piece * (5_000_000 // len(piece) + 1))[:5_000_000])


def matching(command):
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-2])  # without the time to compile the patterns


def compare(name):
    megabytes = os.path.getsize(name) / 1e6
    one = "taskset -c 0 "
    scan, vector = [], []
    for _ in range(rounds):
        scan.append(seconds(f"{one}{tarseal} scan --kinds -q {name}"))
        vector.append(matching(f"{one}{vectorscan} {name} patterns"))
    grep = seconds(f"{one}sh -c 'while IFS= read -r p; do grep -caP -e \"$p\" {name}; done <patterns'", (0, 1))
    first = statistics.median(scan)
    print(f"\nsearch, {name}: {megabytes:.0f} MB, {len(rules)} rules, one processor")
    for what, median in (
        ("tarseal scan --kinds", first),
        ("Vectorscan, matching alone", statistics.median(vector)),
        ("grep -P, rule by rule (once)", grep),
    ):
        print(f"  {what:32} {median * 1e3:9.1f} ms  x {median / first:6.2f}  {megabytes / median:7.1f} MB/s")


REALISTIC = ["log-java", "log-hdfs", "log-kernel", "log-nginx", "log-logfmt", "csv-record", "csv-numbers", "epoch", "times"]


# How fast each kind of harmless lines is searched, and how fast openssl hashes it.
def compare_kinds():
    spec = importlib.util.spec_from_file_location("harmless", os.path.join(tests, "boundary", "harmless.py"))
    harmless = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(harmless)
    speeds = []
    for kind, make in harmless.KINDS.items():
        block = "".join(make() + "\n" for _ in range(5000)).encode()
        with open("kind", "wb") as out:
            out.write((block * (size // len(block) + 1))[:size])
        one = "taskset -c 0 "
        pairs = [
            (seconds(f"{one}{tarseal} scan -q kind", (0, 5)), seconds(f"{one}openssl dgst -sha256 kind")) for _ in range(max(2, rounds // 2))
        ]
        scan, openssl = min(p[0] for p in pairs), min(p[1] for p in pairs)
        speeds.append((openssl / scan, size / scan / 1e6, kind))
    print(f"\nsearch by kind: {len(speeds)} kinds of {size / 1e6:.0f} MB, as a share of the rate of openssl dgst -sha256")
    slowest = sorted(speeds)[:8]
    for ratio, rate, kind in [s for s in speeds if s[2] in REALISTIC] + slowest:
        print(f"  {kind:24} {ratio:5.2f}  {rate:7.1f} MB/s" + ("  (among the slowest)" if (ratio, rate, kind) in slowest else ""))


try:
    make_mixed()
    make_dense()
    with open("patterns", "w") as out:
        out.writelines(rule["regex"] + "\n" for rule in rules)
    compare("mixed")
    compare("dense")
    compare_kinds()
    make_hostile()
    slowest = max((seconds(f"{tarseal} scan --kinds -q hostile/{name}", (0, 5)), name) for name in sorted(os.listdir("hostile")))
    print(f"\nslowest 5 MB of hostile text: {slowest[0] * 1e3:.0f} ms ({slowest[1]}), of {len(os.listdir('hostile'))} tried")
finally:
    shutil.rmtree(work)
