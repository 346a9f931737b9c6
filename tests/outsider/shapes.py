"""Shapes: functions of one value that raise ValueError with a sentence."""

import re

SLUG = re.compile(r"[a-z][a-z0-9-]{1,22}[a-z0-9]")
ROLES = set("""window acceptor reviewer-1 reviewer-2 reviewer-3 issuer courier
    dispatcher handler escalation supervisor integrity auditor operator
    robot""".split())
CHANNELS = set(
    "window online agent kiosk proactive onsite mail phone".split())
ACT_BYTES_MAX = 65536


def integer(least, greatest=(1 << 63) - 1):
    def check(value):
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError("is no integer")
        if not least <= value <= greatest:
            raise ValueError(f"is not within {least} and {greatest}")
    return check


def text(most=ACT_BYTES_MAX, pattern=None, least=0):
    def check(value):
        if not isinstance(value, str):
            raise ValueError("is no text")
        if not least <= len(value.encode("utf-8")) <= most:
            raise ValueError(f"is not {least} to {most} bytes long")
        if pattern and not pattern.fullmatch(value):
            raise ValueError(f"{value!r} is malformed")
    return check


def plain(most, least=1):
    """Text without control characters."""
    size = text(most, least=least)

    def check(value):
        size(value)
        if any(c < " " or c == "\x7f" for c in value):
            raise ValueError("has a control character")
    return check


def raw(size=None):
    def check(value):
        if not isinstance(value, bytes):
            raise ValueError("is no bin")
        if size is not None and len(value) != size:
            raise ValueError(f"has not {size} bytes")
    return check


def boolean(value):
    if not isinstance(value, bool):
        raise ValueError("is no bool")


def any_map(value):
    if not isinstance(value, dict):
        raise ValueError("is no map")


def one_of(*allowed):
    def check(value):
        if type(value) is not type(allowed[0]) or value not in allowed:
            raise ValueError(f"{value!r} is not among those allowed")
    return check


def list_of(shape, least=0, most=ACT_BYTES_MAX, rank=None):
    """A list; with `rank`, ascending by it and without repeats."""
    def check(value):
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise ValueError(f"is no list of {least} to {most}")
        for item in value:
            shape(item)
        ranks = [rank(item) for item in value] if rank else []
        if any(a >= b for a, b in zip(ranks, ranks[1:])):
            raise ValueError("is not ascending and unique")
    return check


def as_bytes(item):
    return item.encode("utf-8") if isinstance(item, str) else item


def record(fields):
    """A map of exactly these keys; one that ends in ? may be absent."""
    shapes = {key.rstrip("?"): shape for key, shape in fields.items()}
    needed = {key for key in fields if not key.endswith("?")}

    def check(value):
        any_map(value)
        for key in value.keys() - shapes.keys():
            raise ValueError(f"has a key {key!r} too many")
        for key in sorted(needed - value.keys()):
            raise ValueError(f"lacks the key {key!r}")
        for key in value:
            try:
                shapes[key](value[key])
            except ValueError as error:
                raise ValueError(f"{key}: {error}") from None
    return check


def table_of(shape, rank=None):
    """A map from names, each of a pattern, to values of one shape."""
    def check(value):
        any_map(value)
        for key in value:
            if rank and not rank.fullmatch(key):
                raise ValueError(f"the key {key!r} is malformed")
            shape(value[key])
    return check


def tuple_of(*shapes):
    def check(value):
        if not isinstance(value, list) or len(value) != len(shapes):
            raise ValueError(f"is no list of {len(shapes)}")
        for shape, item in zip(shapes, value):
            shape(item)
    return check


digest = raw(32)
slug = text(24, SLUG)
seconds = integer(0)
words = list_of(plain(64), most=64, rank=as_bytes)
item = plain(64)


def words_of(allowed):
    return list_of(one_of(*sorted(allowed)), rank=as_bytes)
