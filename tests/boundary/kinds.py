# kinds.py tokens|people DIRECTORY: a file for each of N texts of every kind of token (fixtures/tokens.tsv) or form of
# personal data (people.py), named KIND.I.
# kinds.py recall DIRECTORY VERDICT.json: of how many kinds a scan found all but one in 30. Prints the kinds that it
# missed, and as the last line "KINDS kinds, FOUND found, P %".
import json
import os
import random
import re
import string
import sys

N = 10
CLASSES = {
    "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF",
    "an": string.ascii_letters + string.digits,
    "low": string.ascii_lowercase + string.digits,
    "UP": string.ascii_uppercase + string.digits,
    "d": string.digits,
    "b32": string.ascii_uppercase + "234567",
    "b64": string.ascii_letters + string.digits + "+/",
    "b64u": string.ascii_letters + string.digits + "-_",
}


def pick(characters, n):
    return "".join(random.choices(characters, k=n))


def fill(form):
    def field(m):
        if m[1] == "uuid":
            return "-".join([pick(CLASSES["hex"], 8), pick(CLASSES["hex"], 4), "4" + pick(CLASSES["hex"], 3),
                             "a" + pick(CLASSES["hex"], 3), pick(CLASSES["hex"], 12)])
        return pick(CLASSES[m[1]], int(m[2]))

    return re.sub(r"\{(\w+)(?::(\d+))?\}", field, form)


def token_texts(fixtures):
    for line in open(os.path.join(fixtures, "tokens.tsv")):
        if line.startswith("#"):
            continue
        kind, form, name = line.rstrip("\n").split("\t")
        for i in range(N):
            value, under = fill(form), name if name != "-" else ["note", "value", "x"][i % 3]
            yield kind, i, [json.dumps({under: value}), re.sub(r"[^\w-]", "_", under) + "=" + value, f'{under}: "{value}"'][i % 3]


def people_texts():
    import people

    for kind, make in people.forms().items():
        for i in range(N):
            yield kind, i, make()


def write(texts, directory):
    os.makedirs(directory)
    for kind, i, text in texts:
        with open(f"{directory}/{kind}.{i}", "w", newline="") as out:
            out.write(text + "\n")


def recall(directory, verdict):
    found = set()
    for check in json.load(open(verdict))["bundles"][0]["checks"]:
        if check["result"] == "fail":
            found.add(os.path.basename(check["at"].split(", ")[0]))
    kinds = {}
    for name in os.listdir(directory):
        kind, i = name.rsplit(".", 1)
        kinds.setdefault(kind, []).append(name in found)
    for kind, hits in sorted(kinds.items()):
        if not all(hits):
            print(f"{kind}: {sum(hits)} of {len(hits)}")
    good = sum(sum(hits) * 30 >= len(hits) * 29 for hits in kinds.values())
    print(f"{len(kinds)} kinds, {good} found, {100 * good / len(kinds):.2f} %")


def main():
    random.seed(4711)
    if sys.argv[1] == "recall":
        recall(sys.argv[2], sys.argv[3])
    else:
        write(people_texts() if sys.argv[1] == "people" else token_texts(os.environ["FIXTURES"]), sys.argv[2])


if __name__ == "__main__":
    main()
