"""layers.py BUILD LAYER...: prove that the folders of src/ are layers and that no files form a cycle.

A file may use only its own folder and those named before it. What a file uses is read twice: from its
#include lines, and from the symbols that its object file needs (nm), which an include does not show.
"""
import os
import re
import subprocess
import sys


def is_of_another_build(unit):
    """Is it what another build has in place of something in this one?"""
    return unit == "crypto/libcrypto_static" or unit.startswith("wasm/")


def includes(path):
    """The project's files that PATH includes, as paths below src/."""
    with open(path, encoding="utf-8") as file:
        return [name for name in re.findall(r'^#include "([^"]+)"', file.read(), re.M) if os.path.exists("src/" + name)]


def sources():
    """Every source and header below src/, as paths below src/."""
    for folder, _, names in os.walk("src"):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), "src")
            if name.endswith((".c", ".h")) and path != "mktables.c":  # a tool of the build, linked on its own
                yield path


def symbol_uses(build, units):
    """For each unit (a source without its ending), the units whose symbols its object needs."""
    objects = {f"{build}/obj/{unit}.o": unit for unit in units if not is_of_another_build(unit)}
    listing = subprocess.run(["nm", "-A", *objects], capture_output=True, text=True, check=True).stdout
    defined, needed = {}, []
    for line in listing.splitlines():
        path, entry = line.split(":", 1)
        kind, name = entry.split()[-2:]
        if kind == "U":
            needed.append((objects[path], name))
        elif kind.isupper():
            defined[name] = objects[path]
    uses = {unit: set() for unit in units}
    for unit, name in needed:
        if defined.get(name, unit) != unit:
            uses[unit].add(defined[name])
    return uses


def cycles(graph):
    """The strongly connected components of more than one node (Tarjan's algorithm)."""
    order, low, stack, found = {}, {}, [], []

    def visit(node):
        order[node] = low[node] = len(order)
        stack.append(node)
        for other in graph.get(node, ()):
            if other not in order:
                visit(other)
            if other in stack:
                low[node] = min(low[node], low[other])
        if low[node] == order[node]:
            at = stack.index(node)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    for node in sorted(graph):
        if node not in order:
            visit(node)
    return found


def upward(graph, rank):
    """The edges that lead to a later layer."""
    for user, used in graph.items():
        for other in sorted(used):
            if rank[os.path.dirname(other)] > rank[os.path.dirname(user)]:
                yield user, other


def main():
    build, *layers = sys.argv[1:]
    rank = {layer: i for i, layer in enumerate(layers)}
    rank[""] = len(layers)  # src/main.c
    files = list(sources())
    wrong = [f"{path} lies in no layer" for path in files if os.path.dirname(path) not in rank]
    if not wrong:
        included = {path: set(includes("src/" + path)) for path in files}
        units = sorted(path[:-2] for path in files if path.endswith(".c"))
        linked = symbol_uses(build, units)
        for what, graph in (("includes", included), ("links to", linked)):
            wrong += [f"{user} {what} {other}: a file uses only its own layer and those below" for user, other in upward(graph, rank)]
            wrong += [f"{what}, in a cycle: {', '.join(cycle)}" for cycle in cycles(graph)]
        # A source and its header are one unit: units must not form a cycle either.
        both = {unit: set(linked[unit]) for unit in units}
        for path, used in included.items():
            both.setdefault(path[:-2], set()).update(other[:-2] for other in used if other[:-2] != path[:-2])
        for cycle in cycles(both):
            members = [unit for unit in cycle if unit in linked]
            if len(members) > 1:
                wrong.append(f"units in a cycle: {', '.join(members)}")
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
