#!/usr/bin/env python3
"""Fail on a source file over 600 lines or a function over 70 (needs ctags).

Files of tests/ are held to the length of a file only: a test program's main()
is a list.

    sizes.py ROOT
"""
import json
import pathlib
import subprocess
import sys

FILE_MAX, FUNCTION_MAX = 600, 70
FOLDERS = ("base", "schema", "keys", "sync", "node")

root = pathlib.Path(sys.argv[1])
files = sorted(p for d in FOLDERS for p in root.glob(f"{d}/**/*.[ch]"))
if not files:
    sys.exit(f"{root}: no sources found")
bad = [f"{p}: {n} lines" for p in files + sorted(root.glob("tests/**/*.[ch]"))
       if (n := p.read_text().count("\n")) > FILE_MAX]

tags = subprocess.run(
    ["ctags", "--output-format=json", "--fields=+ne", "--c-kinds=f",
     "--languages=C", "--langmap=C:.c.h", "-f", "-", *map(str, files)],
    check=True, capture_output=True, text=True).stdout
for tag in map(json.loads, tags.splitlines()):
    length = tag["end"] - tag["line"] + 1
    if length > FUNCTION_MAX:
        bad.append(f"{tag['path']}:{tag['line']}: {tag['name']}: {length} lines")

print("\n".join(bad))
sys.exit(bool(bad))
