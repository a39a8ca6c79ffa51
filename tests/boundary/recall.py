# recall.py PLANTED.tsv VERDICT.json: how many of the planted secrets a scan found. Prints the rules that missed
# any, for each setting, carrier and encoding "in WAY found N of M, P %", and as the last line the same for all.
import json
import os
import re
import sys
from collections import Counter, defaultdict

planted = [line.rstrip("\n").split("\t") for line in open(sys.argv[1])]
found = Counter()
for check in json.load(open(sys.argv[2]))["bundles"][0]["checks"]:
    if check["result"] == "fail":
        file = os.path.basename(check["at"].split(",")[0])
        several = re.match(r"(\d+) different ones", check["found"])
        found[file, check["id"].removeprefix("boundary.")] += int(several[1]) if several else 1
missed = defaultdict(list)
ways = defaultdict(lambda: [0, 0])
for file, rule, n in planted:
    got = min(found[file, rule], int(n))
    way = file.removeprefix(rule + "-").removesuffix(".txt")
    ways[way][0] += got
    ways[way][1] += int(n)
    if got < int(n):
        missed[rule].append(f"{way} {got}/{n}")
for rule, where in missed.items():
    print(rule, ", ".join(where))
for way, (hits, total) in ways.items():
    print(f"in {way} found {hits} of {total}, {100 * hits / total:.2f} %")
hits, total = (sum(way[i] for way in ways.values()) for i in (0, 1))
print(f"found {hits} of {total}, {100 * hits / total:.2f} %")
