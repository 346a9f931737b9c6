#!/usr/bin/env python3
"""Fail where something outside keys/ knows how long a key or a signature is,
looks into one, or settles on a suite (docs/adr/0009).

    suites.py ROOT
"""
import pathlib
import re
import sys

FOLDERS = ("base", "schema", "sync", "node")
WORDS = r"(?:key|keys|public|sig|sigs|signature|seed_public)"
RULES = [  # what, why
    (r"(?:->|\.)opaque\b", "keys and signatures are opaque"),
    (r"\b(?:SIGN_PUBLIC|SIGN_SECRET|SIGNATURE|SEAL_PUBLIC|SEAL_OVERHEAD"
     r"|NOISE_PUBLIC)_BYTES\b", "a length of one suite"),
    (r"\bsizeof\s*\(?\s*struct (?:sign_public|sign_secret|signature"
     r"|seal_public|noise_public)\b", "how long a value is says nothing"),
    (rf"\b\w*{WORDS}\w*\[(?:static )?(?:32|56|57|64|114)\]",
     "a literal length"),
    (rf"\b{WORDS}(?:->|\.)(?:bytes\.)?n\s*[!=<>]=?\s*\d\d", "a literal length"),
    (rf"\b\w*(?:key|public|signature)\w*(?:\.b)?,\s*(?:32|56|57|64|114)\s*[)}}]",
     "a literal length"),
    (r'"keys/(?:suite_fields|keyfile_label)\.h"', "keys/ alone includes it"),
]
CHOICE = re.compile(r"\bSUITE_(?:1|TEST)\b")
MAY_CHOOSE = {"schema/standard.c",  # of no network
              "node/keyring.c"}     # the default of a new key
COMMENT = re.compile(r"/\*.*?\*/", re.S)


def code(text):
    """Without comments, line by line as before."""
    return COMMENT.sub(lambda m: "\n" * m.group().count("\n"), text)


def faults(root):
    for path in sorted(p for d in FOLDERS for p in root.glob(f"{d}/**/*.[ch]")):
        name = path.relative_to(root).as_posix()
        for number, line in enumerate(code(path.read_text()).splitlines(), 1):
            for pattern, why in RULES:
                if re.search(pattern, line):
                    yield f"{name}:{number}: {line.strip()}: {why}"
            if CHOICE.search(line) and name not in MAY_CHOOSE:
                yield f"{name}:{number}: {line.strip()}: the network chooses"


root = pathlib.Path(sys.argv[1])
if not any(root.glob("base/*.h")):
    sys.exit(f"{root}: no sources found")
bad = list(faults(root))
print("\n".join(bad))
sys.exit(bool(bad))
