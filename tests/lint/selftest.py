#!/usr/bin/env python3
"""Each lint must catch what it is there for: show it a tree with one fault.

    selftest.py        exits 1 and names the lint that did not notice
"""
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
GOOD = {
    "tests/a.py": 'def a():\n    """E01 to E15: every edge"""\n',
    "base/err.h": "#define ERR_MAP(X)  \\\n\tX(OK, 0, 0, \"ok\")\n",
    "base/rule.h": "#define RULE_MAP(X)  \\\n"
                   "\tX(SIZE, \"F-2\", 413, \"大\", \"big\")\n",
}
FAULTS = [  # lint, file that is added, what is in it
    ("layers.py", "base/a.c", '#include "sync/tree.h"\n'),
    ("layers.py", "schema/a.c", "#include <jansson.h>\n"),
    ("layers.py", "sync/a.c", "#include <uv.h>\n"),
    ("sizes.py", "node/a.c", "int a;\n" * 601),
    ("sizes.py", "node/a.c", "int a(void)\n{\n" + "\t;\n" * 70 + "}\n"),
    ("sizes.py", "tests/unit/base/test_a.c", "int a;\n" * 601),
    ("banned.py", "keys/a.c", "void a(void)\n{\n\tstrcpy(b, c);\n}\n"),
    ("banned.py", "keys/a.c", "void *a(void)\n{\n\treturn malloc(9);\n}\n"),
    ("banned.py", "docs/a.md", "TO" "DO: the rest\n"),
    ("banned.py", "docs/a.md", "see /ho" "me/me/tree\n"),
    ("banned.py", "a.json", '"https://registry' '.example.org/x"\n'),
    ("errors.py", "docs/ERRORS.md", "nothing\n"),
    ("threats.py", "docs/THREATS.md", "| a thief | `none.py` |\n"),
    ("threats.py", "docs/THREATS.md", "| a thief | stopped by F-9999 |\n"),
    ("threats.py", "tests/hostile/run.sh", 'tests="thief.py"\n'),
    ("mechanisms.py", "docs/MECHANISMS.md", "nothing\n"),
    ("mechanisms.py", "tests/a.py", 'def a():\n    """E01 to E14: most"""\n'),
    ("suites.py", "node/a.c", "\tuint8_t public[32];\n"),
    ("suites.py", "sync/a.c", "\tmemcpy(out, key.opaque, n);\n"),
    ("suites.py", "schema/a.c", "\tif (v->bytes.n != SIGN_PUBLIC_BYTES)\n"),
    ("suites.py", "schema/a.c", "\treturn signature.n == 64;\n"),
    ("suites.py", "schema/a.c", "\tmemcmp(a->key, b->key, 32);\n"),
    ("suites.py", "node/a.c", "\tn = sizeof(struct sign_public);\n"),
    ("suites.py", "node/a.c", "\tact_new(a, SUITE_1, net);\n"),
    ("suites.py", "node/a.c", '#include "keys/suite_fields.h"\n'),
]
QUIET = [  # what looks like a fault and is none
    ("threats.py", "docs/THREATS.md", "| a thief | `keys/secret.h` |\n"),
    ("layers.py", "node/a.c", '#include <uv.h>\n#include "sync/tree.h"\n'),
    ("banned.py", "keys/a.c", "/* not strcpy(b, c) */\nchar *a = \"atoi(\";\n"),
    ("banned.py", "base/mem.c", "void *a(void)\n{\n\treturn calloc(1, 9);\n}\n"),
    ("banned.py", "keys/a.c", "void a(void)\n{\n\tmy_system(); b->rand();\n}\n"),
    ("suites.py", "keys/a.c", "\tuint8_t public[32];\n"),
    ("suites.py", "node/a.c", "/* uint8_t public[32] */\nuint8_t id[32];\n"),
    ("suites.py", "node/a.c", "\tbuf_put(out, sign_public_bytes(&key));\n"),
]


def notices(lint, extra):
    """Does the lint complain about the good tree plus the files @extra?"""
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        for path, content in {**GOOD, **extra}.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(content)
        subprocess.run(["git", "init", "-q", name], check=True)
        written = {"errors.py": "docs/ERRORS.md",
                   "mechanisms.py": "docs/MECHANISMS.md"}.get(lint)
        if written and written not in extra:
            (root / written).parent.mkdir(exist_ok=True)
            subprocess.run([HERE / lint, "--write", name], check=True)
        mode = ["--check"] if lint == "errors.py" else []
        return subprocess.run([HERE / lint, *mode, name],
                              capture_output=True).returncode != 0


bad = [f"{lint}: does not notice {path}: {content[:40]!r}"
       for lint, path, content in FAULTS if not notices(lint, {path: content})]
bad += [f"{lint}: complains without reason about {path}: {content[:40]!r}"
        for lint, path, content in QUIET if notices(lint, {path: content})]
bad += [f"{lint}: complains about a good tree"
        for lint in sorted({f[0] for f in FAULTS}) if notices(lint, {})]
print("\n".join(bad))
sys.exit(bool(bad))
