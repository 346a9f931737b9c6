"""Makes a small network's logs for the tests, with a signer of its own.

Nothing here is shared with the verifier: Ed25519 is RFC 8032's text in affine
steps, the packer writes only what the fixtures need.
"""

import base64
import hashlib
import os
import pathlib
import struct
import zlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
BY = 4 * pow(5, -1, P) % P
BX = 15112221349535400772501151409588531511454012693041857206046113283949847762202


def _sum(a, b):
    """RFC 8032 5.1.4 in projective terms: (X, Y, Z, T)."""
    e = (a[1] - a[0]) * (b[1] - b[0])
    f = (a[1] + a[0]) * (b[1] + b[0])
    g = 2 * a[3] * b[3] * D
    h = 2 * a[2] * b[2]
    x, y, z, t = f - e, h - g, h + g, f + e
    return (x * y % P, z * t % P, y * z % P, x * t % P)


def _times(n):
    out, step = (0, 1, 1, 0), (BX, BY, 1, BX * BY % P)
    while n:
        out = _sum(out, step) if n & 1 else out
        step = _sum(step, step)
        n >>= 1
    inverse = pow(out[2], -1, P)
    x, y = out[0] * inverse % P, out[1] * inverse % P
    return (y + ((x & 1) << 255)).to_bytes(32, "little")


class Key:
    """A key made from a word."""

    def __init__(self, word):
        h = hashlib.sha512(hashlib.sha256(word.encode()).digest()).digest()
        self.a = int.from_bytes(h[:32], "little") & (2**254 - 8) | 2**254
        self.prefix = h[32:]
        self.public = _times(self.a)
        self.id = sha(b"\1" + self.public)

    def sign(self, message):
        r = int.from_bytes(sha512(self.prefix + message), "little") % L
        point = _times(r)
        k = int.from_bytes(sha512(point + self.public + message), "little")
        return point + ((r + k * self.a) % L).to_bytes(32, "little")


def sha(data):
    return hashlib.sha256(data).digest()


def sha512(data):
    return hashlib.sha512(data).digest()


def pack(value):
    """Canonical msgpack of what the fixtures hold."""
    if value is None or isinstance(value, bool):
        return {None: b"\xc0", False: b"\xc2", True: b"\xc3"}[value]
    if isinstance(value, int):
        for top, code, form in ((128, b"", "B"), (256, b"\xcc", "B"),
                                (65536, b"\xcd", ">H"), (2**32, b"\xce", ">I"),
                                (2**64, b"\xcf", ">Q")):
            if 0 <= value < top:
                return code + struct.pack(form, value)
    if isinstance(value, str):
        raw = value.encode()
        assert len(raw) < 256
        return (bytes([160 + len(raw)]) if len(raw) < 32 else
                bytes([0xD9, len(raw)])) + raw
    if isinstance(value, bytes):
        return (b"\xc4" + bytes([len(value)]) if len(value) < 256 else
                b"\xc5" + struct.pack(">H", len(value))) + value
    assert isinstance(value, (list, dict)) and len(value) < 32
    few = len(value) < 16
    if isinstance(value, list):
        head = bytes([144 + len(value)]) if few else b"\xdc\0" + bytes(
            [len(value)])
        return head + b"".join(map(pack, value))
    head = bytes([128 + len(value)]) if few else b"\xde\0" + bytes(
        [len(value)])
    return head + b"".join(pack(k) + pack(value[k])
                           for k in sorted(value, key=str.encode))


def _ssh(*parts):
    return b"".join(struct.pack(">I", len(p)) + p for p in parts)


def preimage(namespace, message):
    return b"SSHSIG" + _ssh(namespace, b"", b"sha512", sha512(message))


def armour(key, namespace, message):
    blob = b"SSHSIG\0\0\0\1" + _ssh(
        _ssh(b"ssh-ed25519", key.public), namespace, b"", b"sha512",
        _ssh(b"ssh-ed25519", key.sign(preimage(namespace, message))))
    text = base64.b64encode(blob)
    lines = [text[i:i + 70] for i in range(0, len(text), 70)]
    return (b"gpgsig -----BEGIN SSH SIGNATURE-----\n " + b"\n ".join(lines) +
            b"\n -----END SSH SIGNATURE-----\n")


def tree_head(leaves):
    """RFC 6962 section 2.1, as it is written there."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha(b"")
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\1" + tree_head(leaves[:k]) + tree_head(leaves[k:]))


def inclusion(m, leaves):
    """RFC 6962 section 2.1.1."""
    if len(leaves) < 2:
        return []
    k = 1 << (len(leaves) - 1).bit_length() - 1
    if m < k:
        return inclusion(m, leaves[:k]) + [tree_head(leaves[k:])]
    return inclusion(m - k, leaves[k:]) + [tree_head(leaves[:k])]


def note(origin, size, root, time, key):
    text = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
    line = key.sign(f"cosignature/v1\ntime {time}\n{text}".encode())
    name = sha(origin.encode() + b"\n\x04" + key.public)[:4]
    raw = base64.b64encode(name + struct.pack(">Q", time) + line).decode()
    return f"{text}\n\u2014 {origin} {raw}\n".encode()


class Log:
    """A log being written; every keyword of `batch` is a way to damage it."""

    def __init__(self, folder, node, key, net):
        self.path = pathlib.Path(folder) / f"{node}.git"
        for name in ("objects", "refs/heads"):
            os.makedirs(self.path / name)
        self.write("HEAD", b"ref: refs/heads/log\n")
        self.write("config", b"[core]\n\trepositoryformatversion = 0\n"
                             b"\tbare = true\n")
        self.node, self.key, self.net = node, key, net
        self.origin = f"tongban/{net.hex()[:32]}/{node}/0"
        self.leaves, self.acts, self.tip = [], [], None

    def write(self, name, data):
        (self.path / name).write_bytes(data)

    def put(self, kind, data):
        raw = f"{kind} {len(data)}".encode() + b"\0" + data
        name = hashlib.sha1(raw).hexdigest()
        os.makedirs(self.path / "objects" / name[:2], exist_ok=True)
        self.write(f"objects/{name[:2]}/{name[2:]}", zlib.compress(raw))
        return name

    def act(self, kind, body, signers, **more):
        """An act signed by keys; `signers[0]` is `by`."""
        value = {"after": [], "at": 1_700_000_000_000, "body": body,
                 "by": signers[0].id, "crit": True, "kind": kind,
                 "net": self.net, "node": self.node, "refs": [],
                 "nonce": sha(repr((kind, body)).encode())[:16],
                 "suite": 1, "v": 1, "vault": []}
        value.update(more)
        signed = preimage(b"act@tongban", pack(value))
        value["sigs"] = sorted([k.id, k.sign(signed)] for k in signers)
        return value

    def batch(self, time, acts, *, raw=None, **damage):
        pieces = raw or [pack(act) for act in acts]
        first = len(self.leaves)
        self.leaves += [sha(b"\0" + piece) for piece in pieces]
        self.acts += pieces
        text = damage.get("note") or note(
            damage.get("origin", self.origin),
            damage.get("size", len(self.leaves)),
            damage.get("root", tree_head(self.leaves)), time,
            damage.get("note_key", self.key))
        entries = [("acts", damage.get("blob", b"".join(pieces))),
                   ("checkpoint", text)]
        entries += damage.get("entries", [])
        tree = self.put("tree", b"".join(
            b"100644 " + name.encode() + b"\0" +
            bytes.fromhex(self.put("blob", data)) for name, data in entries))
        kinds = [act["kind"] for act in acts]
        commit = self.commit(tree, time, first, kinds, text, damage)
        self.tip = self.put("commit", commit)
        self.write("refs/heads/log", self.tip.encode() + b"\n")

    def commit(self, tree, time, first, kinds, text, damage):
        who = f"{self.node} <{self.node}@tongban> {time} +0000\n".encode()
        parent = damage.get("parent", self.tip)
        head = f"tree {tree}\n".encode()
        head += f"parent {parent}\n".encode() if parent else b""
        head += b"author " + damage.get("author", who) + b"committer " + who
        one = len(kinds) == 1
        words = [f"{k} x{kinds.count(k)}" if kinds.count(k) > 1 else k
                 for k in sorted(set(kinds))]
        line = damage.get("line") or (
            f"act {first}: {kinds[0]}" if one else
            f"acts {first}..{first + len(kinds) - 1}: {', '.join(words)}")
        message = f"\n{line}\n\n".encode() + text
        signed = damage.get("signed", head + message)
        return head + armour(damage.get("commit_key", self.key),
                             damage.get("namespace", b"git"),
                             signed) + message

    def receipt(self, index, time):
        proof = [base64.b64encode(h).decode()
                 for h in inclusion(index, self.leaves)]
        lines = ["c2sp.org/tlog-proof@v1", f"index {index}", *proof, "", ""]
        return "\n".join(lines).encode() + note(
            self.origin, len(self.leaves), tree_head(self.leaves), time,
            self.key)
