#!/usr/bin/env python3
"""node/initials_table.c: the first letter of each level-1 character's pinyin.

    initials_make.py [--check | --write] ROOT

GB 2312-1980 puts its 3,755 level-1 characters (rows 16 to 55) in the order of
their pinyin: where each letter begins is all there is to know.  Level 2 is
ordered by radical, so of it the table has none (node/initials.c has a few).
"""
import pathlib
import sys

BEGINS = {  # the first code of each letter; no syllable begins with i, u, v
    "a": 0xB0A1, "b": 0xB0C5, "c": 0xB2C1, "d": 0xB4EE, "e": 0xB6EA,
    "f": 0xB7A2, "g": 0xB8C1, "h": 0xB9FE, "j": 0xBBF7, "k": 0xBFA6,
    "l": 0xC0AC, "m": 0xC2E8, "n": 0xC4C3, "o": 0xC5B6, "p": 0xC5BE,
    "q": 0xC6DA, "r": 0xC8BB, "s": 0xC8F6, "t": 0xCBFA, "w": 0xCDDA,
    "x": 0xCEF4, "y": 0xD1B9, "z": 0xD4D1}
PER_LINE = 7


def rows():
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            try:
                char = bytes((high, low)).decode("gb2312")
            except UnicodeDecodeError:
                continue  # D7FA to D7FE are empty
            code = high << 8 | low
            letter = max(x for x, first in BEGINS.items() if first <= code)
            yield ord(char), letter


def source():
    table = [f"0x{c << 8 | ord(x):06x}" for c, x in sorted(rows())]
    out = ["/*", " * Made by tests/vectors/initials_make.py: code point << 8"
           " | letter, sorted.", " */", '#include "node/initials.h"', "",
           "const uint32_t initials_table[INITIALS_COUNT] = {"]
    for i in range(0, len(table), PER_LINE):
        out.append("\t" + ", ".join(table[i:i + PER_LINE]) + ",")
    return "\n".join(["/* clang-format off */"] + out + ["};"]) + "\n"


def main():
    path = pathlib.Path(sys.argv[2]) / "node/initials_table.c"
    if sys.argv[1] == "--write":
        path.write_text(source())
    elif path.read_text() != source():
        sys.exit("node/initials_table.c: not what GB 2312 says;"
                 " run initials_make.py --write")


main()
