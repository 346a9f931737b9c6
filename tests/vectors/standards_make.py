#!/usr/bin/env python3
"""Digests of the shipped standards, by code that shares nothing with ours.

    tests/vectors/standards_make.py > tests/vectors/standards.json

Reads the YAML with PyYAML's node tree (docs/STANDARD.md "YAML" says what a
plain scalar is), packs canonical msgpack by hand (docs/FORMAT.md F-2), and
hashes.  Run it when a shipped standard was changed on purpose: a standard that
somebody may have published gets a new revision.  Needs python3-yaml.
"""

import hashlib
import json
import pathlib
import re
import struct

import yaml

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "deploy/standards"
READ = ("criteria", "facts", "form", "names")


def tree(node):
    if isinstance(node, yaml.MappingNode):
        return {key.value: tree(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [tree(item) for item in node.value]
    if node.style is None and re.fullmatch(r"0|-?[1-9][0-9]*", node.value):
        return int(node.value)
    if node.style is None and node.value in ("true", "false"):
        return node.value == "true"
    return node.value


def head(count, fix, fix_max, wide):
    """The shortest of a fixed byte and the wider ones, [(max, tag, format)]."""
    if fix is not None and count <= fix_max:
        return bytes([fix | count])
    for most, tag, form in wide:
        if count <= most:
            return bytes([tag]) + struct.pack(form, count)
    raise ValueError(count)


def pack(value):
    if isinstance(value, bool):
        return b"\xc3" if value else b"\xc2"
    if isinstance(value, int):
        if value < 0:
            return struct.pack("b", value) if value >= -32 else next(
                bytes([tag]) + struct.pack(form, value)
                for least, tag, form in ((-1 << 7, 0xd0, ">b"),
                                         (-1 << 15, 0xd1, ">h"),
                                         (-1 << 31, 0xd2, ">i"),
                                         (-1 << 63, 0xd3, ">q"))
                if value >= least)
        return head(value, 0, 127, ((0xff, 0xcc, ">B"), (0xffff, 0xcd, ">H"),
                                    (0xffffffff, 0xce, ">I"),
                                    (1 << 64, 0xcf, ">Q")))
    if isinstance(value, str):
        raw = value.encode()
        return head(len(raw), 0xa0, 31, ((0xff, 0xd9, ">B"),
                                         (0xffff, 0xda, ">H"))) + raw
    if isinstance(value, list):
        return head(len(value), 0x90, 15, ((0xffff, 0xdc, ">H"),)) + b"".join(
            pack(item) for item in value)
    pairs = sorted(value.items(), key=lambda pair: pair[0].encode())
    return head(len(pairs), 0x80, 15, ((0xffff, 0xde, ">H"),)) + b"".join(
        pack(key) + pack(item) for key, item in pairs)


def digest(tag, value):
    return hashlib.sha256(tag.encode() + b"\0" + pack(value)).hexdigest()


def vector(path):
    standard = tree(yaml.compose(path.read_text("utf-8")))
    read = {key: standard[key] for key in READ if key in standard}
    return {
        "bytes": len(pack(standard)),
        "digest": digest("tongban/standard/v1", standard),
        "materials": digest("tongban/materials/v1", standard["materials"]),
        "criteria": digest("tongban/criteria/v1", read),
        "limits": digest("tongban/limits/v1", standard["limits"]),
    }


def main():
    print(json.dumps({path.name: vector(path)
                      for path in sorted(FOLDER.rglob("*.yaml"),
                                         key=lambda p: p.name)}, indent=1))


main()
