"""functions.py FILE...: print the functions of these C files that have more than 60 lines."""
import re
import sys

MOST = 60


def main():
    long = []
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            lines = file.read().split("\n")
        start = None
        for number, line in enumerate(lines, 1):
            # A function's body begins and ends with a brace in the first column.
            if line == "{":
                start = number
            elif line == "}" and start is not None:
                if number - start + 1 > MOST:
                    long.append(f"{path}:{start}: {number - start + 1} lines")
                start = None
    print("\n".join(long), end="\n" if long else "")
    return 1 if long else 0


if __name__ == "__main__":
    sys.exit(main())
