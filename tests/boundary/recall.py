# recall.py PLANTED.tsv VERDICT.json: how many of the planted secrets a scan found. Prints the rules that missed
# any, and as the last line "found N of M, P %".
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
total = hits = 0
for file, rule, n in planted:
    got = min(found[file, rule], int(n))
    total += int(n)
    hits += got
    if got < int(n):
        missed[rule].append(f"{file.removeprefix(rule + '-').removesuffix('.txt')} {got}/{n}")
for rule, where in missed.items():
    print(rule, ", ".join(where))
print(f"found {hits} of {total}, {100 * hits / total:.2f} %")
