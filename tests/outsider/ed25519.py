"""Ed25519 verification (RFC 8032) with the strict verdict of FORMAT F-4.

Strict: S below the group order; the public key in its one encoding and not
of small order; R not of small order; and R compared byte for byte with the
encoding of [S]B - [h]A (no multiplication by the cofactor).
"""

import functools
import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
_D2 = 2 * D % P
_ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
_ZERO = (0, 1, 1, 0)


def _add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = p[3] * _D2 * q[3] % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _double(p):
    a = p[0] * p[0] % P
    b = p[1] * p[1] % P
    c = 2 * p[2] * p[2] % P
    h = a + b
    e = h - (p[0] + p[1]) ** 2 % P
    g = a - b
    f = c + g
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _decompress(raw):
    """The point of 32 bytes, or None; a y of 2^255-19 or more is refused."""
    y = int.from_bytes(raw, "little")
    sign = y >> 255
    y &= (1 << 255) - 1
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P == P - u and u:
        x = x * _ROOT_OF_MINUS_1 % P
    if v * x * x % P != u:
        return None
    if x & 1 != sign:
        x = (P - x) % P
    return (x, y, 1, x * y % P)


def _compress(p):
    inverse = pow(p[2], P - 2, P)
    x, y = p[0] * inverse % P, p[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _table(p):
    """p, 2p, ... 15p after the zero point."""
    out = [_ZERO, p]
    while len(out) < 16:
        out.append(_add(out[-1], p))
    return out


def _small_order(p):
    p = _double(_double(_double(p)))
    return p[0] % P == 0 and (p[1] - p[2]) % P == 0


_BASE_Y = 4 * pow(5, P - 2, P) % P
_BASE = _table(_decompress(_BASE_Y.to_bytes(32, "little")))


@functools.lru_cache(maxsize=8192)
def _key_table(public):
    """Multiples of -A, or None for a key that can sign nothing."""
    point = _decompress(public)
    if point is None or _small_order(point):
        return None
    return _table((P - point[0], point[1], 1, P - point[3]))


def verify(public, message, signature):
    """Whether the signature is good, strictly."""
    if len(public) != 32 or len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    table = _key_table(bytes(public))
    if s >= L or table is None:
        return False
    r = bytes(signature[:32])
    h = int.from_bytes(
        hashlib.sha512(r + bytes(public) + message).digest(), "little") % L
    total = _ZERO
    for shift in range(252, -1, -4):
        total = _double(_double(_double(_double(total))))
        total = _add(total, _BASE[s >> shift & 15])
        total = _add(total, table[h >> shift & 15])
    return _compress(total) == r and not _small_order(total)
