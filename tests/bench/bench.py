# bench.py TARSEAL TRIALS: time tarseal beside what a user would use instead, in turns (A B A B), on data made
# here from a seed; print medians, ratios and peak memory. Ratios of one run mean something; seconds do not.
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

tarseal, trials = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
rounds = int(os.environ.get("ROUNDS", "7"))
large = int(os.environ.get("LARGE_MIB", "1024"))
work = tempfile.mkdtemp(prefix="tarseal-bench-")
os.chdir(work)
os.environ["SOURCE_DATE_EPOCH"] = "1795168800"


def run(command):
    # Peak memory comes from time(1): what a child of this program would be told holds this program's own.
    start = time.perf_counter()
    done = subprocess.run(["time", "-q", "-o", "peak", "-f", "%M", "sh", "-ec", "exec >/dev/null; " + command])
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit("failed: " + command)
    with open("peak") as peak:
        return seconds, int(peak.read())


def compare(what, commands):
    times = {name: [] for name, _ in commands}
    memory = {}
    for name, command in commands:
        run(command)  # warm
    for _ in range(rounds):
        for name, command in commands:
            seconds, peak = run(command)
            times[name].append(seconds)
            memory[name] = max(memory.get(name, 0), peak)
    first = statistics.median(times[commands[0][0]])
    print("\n%s" % what)
    for name, _ in commands:
        median = statistics.median(times[name])
        print("  %-44s %9.1f ms  x %5.2f  %7.1f MiB" % (name, median * 1e3, median / first, memory[name] / 1024))


def shell(command):
    subprocess.run(["sh", "-ec", command], check=True, stdout=subprocess.DEVNULL)


def seal(name, evidence):
    shell(
        f"{tarseal} approve {evidence} --stage trial-access-expiry --key approver.key --ref approval:opaque-1 "
        f"--by role:bench --yes -q -o {name}.dsse.json && "
        f"{tarseal} pack --profile trial-expired-followup --evidence {evidence} --approval {name}.dsse.json "
        f"--record {trials}/birch-renewed/followup.json --key producer.key -q -o {name}.tar"
    )


try:
    shell(f"{tarseal} keygen --no-passphrase -q -o producer && {tarseal} keygen --no-passphrase -q -o approver")
    shell(
        """jq -n --rawfile p producer.pub --rawfile a approver.pub '{tarseal: "trust/1", keys: [
        {public_key: ($p | rtrimstr("\n")), owner: "p", roles: ["producer"]},
        {public_key: ($a | rtrimstr("\n")), owner: "a", roles: ["approver"]}]}' >trust.json
        openssl genpkey -algorithm ed25519 -out k.pem 2>/dev/null && openssl pkey -in k.pem -pubout -out k.pub"""
    )
    for name, files in (("small", [("refs/n%02d.txt" % i, 1 << 10) for i in range(9)]),
                        ("large", [("refs/large.txt", large << 20)]),
                        ("many", [("refs/%02d/%02d/%04d.txt" % (i % 50, i % 7, i), 1 << 10) for i in range(20000)])):
        shutil.copytree(f"{trials}/birch-renewed/expiry", name)
        source = random.Random(name)
        for path, size in files:
            os.makedirs(os.path.dirname(f"{name}/{path}"), exist_ok=True)
            with open(f"{name}/{path}", "wb") as out:
                block = bytes(source.choices(b"abcdefghijklmnop\n", k=min(size, 1 << 20)))
                for _ in range(size // len(block)):
                    out.write(block)
        seal(name, name)
        shell(f"openssl pkeyutl -sign -inkey k.pem -rawin -in {name}.dsse.json -out {name}.sig")
    at = "--trust trust.json --at 2026-11-21T00:00:00Z"
    for name in ("small", "large", "many"):
        compare("verify, " + name, [
            ("tarseal verify", f"{tarseal} verify -q {at} {name}.tar"),
            ("openssl dgst -sha256 of the bundle", f"openssl dgst -sha256 {name}.tar"),
            ("tar -x, sha256sum -c, openssl pkeyutl -verify",
             f"rm -rf out && mkdir out && tar -xf {name}.tar -C out && (cd out/{name} && sha256sum -c --quiet manifest-sha256.txt) && "
             f"openssl pkeyutl -verify -pubin -inkey k.pub -rawin -in {name}.dsse.json -sigfile {name}.sig"),
        ])
        compare("pack, " + name, [
            ("tarseal pack", f"rm -f {name}-again.tar && {tarseal} pack --profile trial-expired-followup --evidence {name} "
             f"--approval {name}.dsse.json --record {trials}/birch-renewed/followup.json --key producer.key -q "
             f"--name {name} -o {name}-again.tar"),
            ("tar -cf", f"tar -cf plain.tar {name}"),
            ("tar -cf, sync, openssl dgst -sha256", f"tar -cf plain.tar {name} && sync plain.tar && openssl dgst -sha256 plain.tar"),
        ])
finally:
    shutil.rmtree(work)
