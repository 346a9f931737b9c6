#!/usr/bin/env python3
"""Check that includes only point down, and that each library has one door.

    layers.py ROOT        exits 1 and lists every offending line
"""
import pathlib
import re
import sys

MAY_USE = {
    "base": {"base"},
    "keys": {"base", "keys"},
    "schema": {"base", "keys", "schema"},
    "sync": {"base", "keys", "schema", "sync"},
    "node": {"base", "keys", "schema", "sync", "node"},
}
DOORS = {  # header of a library -> the only files that may include it
    "uv.h": r"node/.*\.[ch]",
    "git2": r"sync/store_git\w*\.c",
    "zlib.h": r"sync/.*\.c",
    "zstd.h": r"sync/.*\.c",
    "sodium": r"keys/.*\.c",
    "openssl": r"keys/.*\.c",
    "msgpack": r"schema/pack\.c",
    "yaml.h": r"schema/yaml\.c",
    "jansson.h": r"schema/json\.c",
    "http_parser.h": r"node/http\w*\.c",
    "sqlite3.h": r"node/index.*\.c",
    "qrencode.h": r"node/qr\.c",
}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def faults(root):
    for path in sorted(p for d in MAY_USE for p in root.glob(f"{d}/**/*.[ch]")):
        name = path.relative_to(root).as_posix()
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            target = found.group(1)
            top = target.split("/")[0]
            if top in MAY_USE and top not in MAY_USE[name.split("/")[0]]:
                yield f"{name}:{number}: {target}: points up"
            for header, door in DOORS.items():
                if re.match(rf"{re.escape(header)}(\.h)?(/|$)", target):
                    if not re.fullmatch(door, name):
                        yield f"{name}:{number}: {target}: only {door} may"


root = pathlib.Path(sys.argv[1])
if not any(root.glob("base/*.h")):
    sys.exit(f"{root}: no sources found")
bad = list(faults(root))
print("\n".join(bad))
sys.exit(bool(bad))
