#!/usr/bin/env python3
"""Keep docs/ERRORS.md equal to the tables in base/err.h and base/rule.h.

    errors.py --check ROOT    exits 1 and says what differs
    errors.py --write ROOT    writes the tables anew; keeps the prose around them
"""
import difflib
import pathlib
import re
import sys

ROW = re.compile(r"\bX\(\s*([A-Z_0-9]+)\s*,\s*(.*?)\)\s*(?=\\|\n)", re.S)
FIELD = re.compile(r'"((?:\\.|[^"\\])*)"|(\d+)')

SKELETON = """\
# Errors and rules

What a node says when something does not go. The two tables are those of
`base/err.h` and `base/rule.h`; a lint compares them word for word.

- A **failure** is told to whoever asked: the command ends with its exit code,
  the HTTP API answers with a problem, the journal line carries `error=name`.
- A **refusal** is a verdict on bytes, a message or an act. It cites its clause:
  `F-n` is rule n of [FORMAT.md](FORMAT.md), `P-n` of
  [PROTOCOL.md](PROTOCOL.md), `A-n` of [API.md](API.md). A rule of the bytes or of the conversation ends
  the session; a rule of the fold keeps the act as evidence that never counts.

## Failures

Exit codes: 0 ok, 1 finding, 2 usage, 69 unavailable, 70 storage fatal, 78
configuration. Numbers and names are never reused.

<!-- errors -->
<!-- end -->

## Refusals

<!-- rules -->
<!-- end -->
"""


def rows(path, macro):
    """(name, fields) of each X(...) in the table @macro."""
    source = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    table = source.split(f"#define {macro}(X)", 1)[1]
    table = re.split(r"(?<!\\)\n", table, maxsplit=1)[0] + "\n"
    for name, rest in ROW.findall(table.replace("\\\n", " ").replace(
            ") ", ")\n")):
        yield name.lower(), [text or number
                             for text, number in FIELD.findall(rest)]


def table(head, lines):
    out = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    out += ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join(out)


def fill(text, mark, body):
    pattern = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- end -->)", re.S)
    if not pattern.search(text):
        sys.exit(f"docs/ERRORS.md: no <!-- {mark} --> ... <!-- end -->")
    return pattern.sub(lambda m: m.group(1) + body + "\n" + m.group(2), text)


def wanted(root, text):
    errors = [(f"{number}", f"`{name}`", code, sentence)
              for name, (number, code, sentence)
              in rows(root / "base/err.h", "ERR_MAP")]
    rules = [(clause, f"`{name}`", status, zh, en)
             for name, (clause, status, zh, en)
             in rows(root / "base/rule.h", "RULE_MAP")]
    text = fill(text, "errors", table(
        ("number", "name", "exit", "sentence"), errors))
    return fill(text, "rules", table(
        ("clause", "name", "HTTP", "中文", "English"), rules))


def main(mode, root):
    path = root / "docs/ERRORS.md"
    have = path.read_text() if path.exists() else ""
    want = wanted(root, have or SKELETON)
    if mode == "--write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(want)
        return 0
    for line in difflib.unified_diff(have.splitlines(), want.splitlines(),
                                     "docs/ERRORS.md", "the tables",
                                     lineterm="", n=0):
        print(line)
    return have != want


if len(sys.argv) != 3 or sys.argv[1] not in ("--check", "--write"):
    sys.exit(__doc__)
sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2])))
