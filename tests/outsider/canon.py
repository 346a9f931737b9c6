"""Canonical msgpack (docs/FORMAT.md F-1, F-2): a decoder that refuses all else.

Values come back as None, bool, int, str, bytes, list and dict.  The encoder
writes the one form that the decoder accepts.
"""

DEPTH_MAX = 16


class Refused(Exception):
    """A rule is broken: its number and a sentence."""

    def __init__(self, rule, text):
        super().__init__(f"{rule} {text}")
        self.rule = rule
        self.text = text


def encode(value):
    """The canonical bytes of a value."""
    if value is None:
        return b"\xc0"
    if value is True or value is False:
        return b"\xc3" if value else b"\xc2"
    if isinstance(value, int):
        return _encode_int(value)
    if isinstance(value, str):
        raw = value.encode("utf-8")
        return _head(len(raw), (0xA0, 32), (0xD9, 0xDA, 0xDB)) + raw
    if isinstance(value, bytes):
        return _head(len(value), None, (0xC4, 0xC5, 0xC6)) + value
    if isinstance(value, list):
        return _head(len(value), (0x90, 16), (None, 0xDC, 0xDD)) + b"".join(
            encode(item) for item in value
        )
    if isinstance(value, dict):
        pairs = sorted((key.encode("utf-8"), key) for key in value)
        return _head(len(value), (0x80, 16), (None, 0xDE, 0xDF)) + b"".join(
            encode(key) + encode(value[key]) for _, key in pairs
        )
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _encode_int(n):
    if 0 <= n < 128:
        return bytes([n])
    if -32 <= n < 0:
        return bytes([n + 256])
    for bits, up, down in ((8, 0xCC, 0xD0), (16, 0xCD, 0xD1),
                           (32, 0xCE, 0xD2), (64, 0xCF, 0xD3)):
        if 0 <= n < 1 << bits:
            return bytes([up]) + n.to_bytes(bits // 8, "big")
        if n < 0 and n >= -(1 << (bits - 1)):
            return bytes([down]) + n.to_bytes(bits // 8, "big", signed=True)
    raise OverflowError(n)


def _head(length, fix, codes):
    if fix and length < fix[1]:
        return bytes([fix[0] + length])
    for code, size in zip(codes, (1, 2, 4)):
        if code is not None and length < 1 << (8 * size):
            return bytes([code]) + length.to_bytes(size, "big")
    raise OverflowError(length)


# first byte -> (what, bytes of length, the least length that needs this form)
_LONG = {
    0xC4: ("bin", 1, 0), 0xC5: ("bin", 2, 1 << 8), 0xC6: ("bin", 4, 1 << 16),
    0xD9: ("str", 1, 32), 0xDA: ("str", 2, 1 << 8), 0xDB: ("str", 4, 1 << 16),
    0xDC: ("array", 2, 16), 0xDD: ("array", 4, 1 << 16),
    0xDE: ("map", 2, 16), 0xDF: ("map", 4, 1 << 16),
}
# first byte -> (bytes, signed, least value, greatest value of this form)
_INT = {
    0xCC: (1, False, 128, (1 << 8) - 1),
    0xCD: (2, False, 1 << 8, (1 << 16) - 1),
    0xCE: (4, False, 1 << 16, (1 << 32) - 1),
    0xCF: (8, False, 1 << 32, (1 << 63) - 1),
    0xD0: (1, True, -(1 << 7), -33),
    0xD1: (2, True, -(1 << 15), -(1 << 7) - 1),
    0xD2: (4, True, -(1 << 31), -(1 << 15) - 1),
    0xD3: (8, True, -(1 << 63), -(1 << 31) - 1),
}


class _Reader:
    def __init__(self, data, at):
        self.data = data
        self.at = at

    def take(self, count):
        if count > len(self.data) - self.at:
            raise Refused("F-1", "the bytes end inside an object")
        piece = self.data[self.at:self.at + count]
        self.at += count
        return piece

    def value(self, depth):
        first = self.take(1)[0]
        if first < 0x80:
            return first
        if first >= 0xE0:
            return first - 256
        if first < 0x90:
            return self.container("map", first & 15, depth)
        if first < 0xA0:
            return self.container("array", first & 15, depth)
        if first < 0xC0:
            return self.text(first & 31)
        if first in (0xC0, 0xC2, 0xC3):
            return {0xC0: None, 0xC2: False, 0xC3: True}[first]
        if first in _INT:
            return self.integer(*_INT[first])
        if first not in _LONG:
            raise Refused("F-1", f"type byte {first:02x} is not allowed")
        what, size, least = _LONG[first]
        length = int.from_bytes(self.take(size), "big")
        if length < least:
            raise Refused("F-1", f"a {what} is not in its shortest form")
        if what == "bin":
            return bytes(self.take(length))
        if what == "str":
            return self.text(length)
        return self.container(what, length, depth)

    def integer(self, size, signed, least, greatest):
        n = int.from_bytes(self.take(size), "big", signed=signed)
        if not least <= n <= greatest:
            raise Refused("F-1", "an integer is not in its one form")
        return n

    def text(self, length):
        try:
            return bytes(self.take(length)).decode("utf-8")
        except UnicodeDecodeError:
            raise Refused("F-1", "a text is not UTF-8") from None

    def container(self, what, count, depth):
        if depth >= DEPTH_MAX:
            raise Refused("F-2", f"deeper than {DEPTH_MAX}")
        if count > len(self.data) - self.at:
            raise Refused("F-1", "the bytes end inside an object")
        if what == "array":
            return [self.value(depth + 1) for _ in range(count)]
        out = {}
        last = None
        for _ in range(count):
            key = self.value(depth + 1)
            if not isinstance(key, str):
                raise Refused("F-1", "a map key is not text")
            raw = key.encode("utf-8")
            if last is not None and raw <= last:
                raise Refused("F-1", f"map key {key!r} is out of order")
            last = raw
            out[key] = self.value(depth + 1)
        return out


def decode_next(data, at):
    """The object that begins at `at`, and where the next one begins."""
    reader = _Reader(data, at)
    value = reader.value(0)
    return value, reader.at


def decode(data):
    """The one object that these bytes are."""
    value, end = decode_next(data, 0)
    if end != len(data):
        raise Refused("F-1", "bytes follow the object")
    return value
