#!/usr/bin/env python3
"""Fail on calls we do not make and on words that do not belong in the tree.

    banned.py ROOT        reads what git tracks; lists every offending line
"""
import pathlib
import re
import subprocess
import sys

# Call -> what to use instead.  Only in the layers: a test may call system().
CALLS = {
    "strcpy": "struct buf", "strcat": "struct buf", "sprintf": "buf_print",
    "vsprintf": "buf_print", "strncpy": "struct buf", "gets": "reader_line",
    "strtok": "reader_until", "atoi": "text_decimal", "atol": "text_decimal",
    "atof": "schema/value", "system": "nothing", "popen": "nothing",
    "alloca": "mem_new", "localtime": "clock_text", "mktime": "schema dates",
    "rand": "randomness as an argument", "srand": "a seed as an argument",
    "mktemp": "mkstemp", "tmpnam": "mkstemp", "malloc": "mem_new",
    "calloc": "mem_new", "realloc": "mem_resize", "strdup": "mem_copy_text",
    "assert": "must",
}
MAY_ALLOCATE = "base/mem.c"  # the only one that may call the C library's

# Pieces, so that this file does not offend itself.
WORDS = {
    "unfinished": r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b",
    "path of one machine": r"(?<![\w.$}])/(home/[a-z]|Users/|ro" r"ot/|wo" r"rk/)",
    "host of a registry": r"\bregistry\.[a-z0-9-]+\.[a-z]+",
}

COMMENT_OR_TEXT = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
CALL = re.compile(r"(?<![\w>.])(" + "|".join(CALLS) + r")\s*\(")


def blanked(source):
    """The source without comments and literals, line for line."""
    return COMMENT_OR_TEXT.sub(
        lambda m: "\n" * m.group().count("\n") or " ", source)


def faults_of_code(name, source):
    for number, line in enumerate(blanked(source).splitlines(), 1):
        for found in CALL.finditer(line):
            call = found.group(1)
            if name == MAY_ALLOCATE and CALLS[call].startswith("mem_"):
                continue
            yield f"{name}:{number}: {call}(): use {CALLS[call]}"


def faults_of_text(name, text):
    for number, line in enumerate(text.splitlines(), 1):
        for what, pattern in WORDS.items():
            if re.search(pattern, line):
                yield f"{name}:{number}: {what}: {line.strip()[:80]}"


def faults(root):
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others",
         "--exclude-standard"], check=True, capture_output=True, text=True)
    for name in sorted(filter(None, listed.stdout.split("\0"))):
        path = root / name
        if not path.is_file():
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue  # corpora and other bytes
        yield from faults_of_text(name, text)
        if re.fullmatch(r"(base|keys|schema|sync|node)/.*\.[ch]", name):
            yield from faults_of_code(name, text)


bad = list(faults(pathlib.Path(sys.argv[1])))
print("\n".join(bad))
sys.exit(bool(bad))
