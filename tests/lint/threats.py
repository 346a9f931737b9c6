#!/usr/bin/env python3
"""docs/THREATS.md against what is there: each test that it names exists, each
hostile test that is run is named, each clause that it cites is written down.

    threats.py ROOT
"""
import pathlib
import re
import sys

PAGES = {"F": "docs/FORMAT.md", "P": "docs/PROTOCOL.md", "A": "docs/API.md"}
HOSTILE = "tests/hostile"


def read(path):
    return path.read_text() if path.exists() else ""


def tests_run(root):
    lists = re.findall(r'^tests="(.*?)"$', read(root / HOSTILE / "run.sh"),
                       re.M)
    return re.findall(r"(\w+)\.py", " ".join(lists))


def tests_named(text):
    """`a.py` of tests/hostile, `../network/b.py` of its sister."""
    return re.findall(r"`([\w./]+\.py)`", text)


def faults(root):
    text = read(root / "docs/THREATS.md")
    named = tests_named(text)
    for test in sorted(set(named)):
        if not (root / HOSTILE / test).exists():
            yield f"docs/THREATS.md: {test} is no test of {HOSTILE}"
    for test in tests_run(root):
        if f"{test}.py" not in named:
            yield f"docs/THREATS.md: {test}.py is run and not named"
    for kind, number in sorted(set(re.findall(r"\b([FPA])-(\d+)\b", text))):
        if not re.search(rf"\b{kind}-{number}\b", read(root / PAGES[kind])):
            yield f"docs/THREATS.md: {kind}-{number} is not in {PAGES[kind]}"


bad = list(faults(pathlib.Path(sys.argv[1])))
print("\n".join(bad))
sys.exit(bool(bad))
