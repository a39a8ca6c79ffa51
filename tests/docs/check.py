"""check.py: what must be true of the README and docs/, apart from their commands (see run.py).

Lines end before column 100, except in tables; every link leads somewhere; docs/README.md lists every page; every check
id and every file of src/ is documented. Prints what is wrong.
"""
import glob
import os
import re
import sys

WIDTH = 100
wrong = []


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def anchors(text):
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-") for heading in headings}


def check_width(path, text):
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > WIDTH and not line.startswith("|"):
            wrong.append(f"{path}:{number}: {len(line)} columns; wrap at {WIDTH}")


def check_links(path, text):
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        where = os.path.normpath(os.path.join(os.path.dirname(path), file)) if file else path
        if not os.path.exists(where):
            wrong.append(f"{path}: the link {target} leads nowhere")
        elif anchor and anchor not in anchors(read(where)):
            wrong.append(f"{path}: there is no heading for the link {target}")


def check_index(pages):
    index = read("docs/README.md")
    for page in pages:
        name = os.path.basename(page)
        if page.startswith("docs/") and name != "README.md" and f"({name})" not in index:
            wrong.append(f"docs/README.md does not list {name}")


def check_ids():
    reference = read("docs/verdict.md")
    for name in re.findall(r'^\s*\{"([a-z.-]+)", TS_', read("src/model/check.c"), re.M):
        if f"`{name}`" not in reference and not name.endswith("."):
            wrong.append(f"docs/verdict.md does not list the check {name}")


def check_files():
    """Every unit of src/ is named in docs/code.md, by its path or, after another of its folder, by its name."""
    code = read("docs/code.md")
    names = set(re.findall(r"`([\w/]+)(?:\.[ch])?`", code))
    for path in glob.glob("src/**/*.[ch]", recursive=True):
        unit = os.path.splitext(os.path.relpath(path, "src"))[0]
        if unit.startswith("cli/verbs/"):
            continue  # one for each verb
        if unit not in names and os.path.basename(unit) not in names and os.path.basename(path) not in code:
            wrong.append(f"docs/code.md does not name {path}")


def main():
    pages = ["README.md", *sorted(glob.glob("docs/*.md")), "fixtures/README.md", "keys.example/README.md"]
    for page in pages:
        text = read(page)
        check_width(page, text)
        check_links(page, text)
    check_index(pages)
    check_ids()
    check_files()
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
