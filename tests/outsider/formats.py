"""The formats of others that FORMAT names: RFC 6962, SSHSIG, C2SP notes.

Each parser accepts one spelling only and raises Refused with the rule of
FORMAT that sent the reader here.
"""

import base64
import binascii
import dataclasses
import hashlib
import re
import struct

import ed25519
from canon import Refused

EM_DASH = "\u2014"
COSIGNATURE = 4


def sha256(data):
    return hashlib.sha256(data).digest()


def tagged(tag, data):
    """H(tag, data) of F-3."""
    return sha256(tag.encode("ascii") + b"\0" + data)


def key_id(public):
    """F-4."""
    return sha256(b"\x01" + public)


def unbase64(text, rule):
    """RFC 4648 section 4: padded, and in its one spelling."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(rule, "bad base64") from None
    if base64.b64encode(raw).decode() != text:
        raise Refused(rule, "base64 is not in its one spelling")
    return raw


# RFC 6962


def leaf_hash(data):
    return sha256(b"\0" + data)


def node_hash(left, right):
    return sha256(b"\1" + left + right)


class Tree:
    """A tree head that grows: the heads of the full subtrees, left to right."""

    def __init__(self):
        self.size = 0
        self.peaks = []

    def append(self, leaf):
        self.size += 1
        self.peaks.append(leaf)
        bits = self.size
        while bits & 1 == 0:
            right = self.peaks.pop()
            self.peaks[-1] = node_hash(self.peaks[-1], right)
            bits >>= 1

    def root(self):
        if not self.peaks:
            return sha256(b"")
        head = self.peaks[-1]
        for left in reversed(self.peaks[:-1]):
            head = node_hash(left, head)
        return head


def root_of_proof(leaf, index, size, proof):
    """The root that an inclusion proof leads to, or None (RFC 9162 2.1.3.2)."""
    if index >= size:
        return None
    fn, sn, head = index, size - 1, leaf
    for sibling in proof:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            head = node_hash(sibling, head)
            while fn & 1 == 0 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            head = node_hash(head, sibling)
        fn, sn = fn >> 1, sn >> 1
    return head if sn == 0 else None


# SSHSIG


def _string(data):
    return struct.pack(">I", len(data)) + data


def sshsig_preimage(namespace, message):
    digest = hashlib.sha512(message).digest()
    return (b"SSHSIG" + _string(namespace.encode()) + _string(b"") +
            _string(b"sha512") + _string(digest))


def sshsig_verify(public, namespace, message, signature):
    preimage = sshsig_preimage(namespace, message)
    return ed25519.verify(public, preimage, signature)


def sshsig_blob(public, namespace, signature):
    key = _string(b"ssh-ed25519") + _string(public)
    sig = _string(b"ssh-ed25519") + _string(signature)
    return (b"SSHSIG" + struct.pack(">I", 1) + _string(key) +
            _string(namespace.encode()) + _string(b"") + _string(b"sha512") +
            _string(sig))


def ssh_public(public):
    """A public key as a line of OpenSSH."""
    blob = _string(b"ssh-ed25519") + _string(public)
    return "ssh-ed25519 " + base64.b64encode(blob).decode()


def sshsig_armour_lines(public, namespace, signature):
    """The lines of F-32: base64 at 70 characters a line."""
    text = base64.b64encode(sshsig_blob(public, namespace, signature)).decode()
    body = [text[at:at + 70] for at in range(0, len(text), 70)]
    return (["-----BEGIN SSH SIGNATURE-----"] + body +
            ["-----END SSH SIGNATURE-----"])


# C2SP signed-note, tlog-checkpoint, tlog-cosignature


@dataclasses.dataclass
class Checkpoint:
    """A checkpoint whose signature by its log is good."""
    text: str
    origin: str
    size: int
    root: bytes
    time: int
    signatures: int


_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


def number(text, rule):
    if not _NUMBER.fullmatch(text) or int(text) >= 1 << 63:
        raise Refused(rule, f"{text!r} is no decimal number")
    return int(text)


def _note_key(name, public):
    return sha256(name.encode() + b"\n" + bytes([COSIGNATURE]) + public)[:4]


def checkpoint_origin(raw):
    """The first line: whose checkpoint it says it is."""
    return raw.split(b"\n", 1)[0].decode("utf-8", "replace")


def checkpoint_size(raw):
    """The second line, unproven; None where it is no number."""
    line = raw.split(b"\n", 2)[1:2]
    return int(line[0]) if line and line[0].isdigit() else None


def checkpoint_parse(raw, origin, public):
    """Parse and verify F-35, F-36; signatures by unknown keys are ignored."""
    if len(raw) > 4096:
        raise Refused("F-2", "a checkpoint above 4096 bytes")
    try:
        note = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("F-35", "the checkpoint is not UTF-8") from None
    text, gap, tail = note.rpartition("\n\n")
    lines = text.split("\n")
    if not gap or len(lines) != 3 or not tail.endswith("\n"):
        raise Refused("F-35", "not three lines, a blank line and signatures")
    if lines[0] != origin:
        raise Refused("F-35", f"origin {lines[0]!r}, expected {origin!r}")
    size = number(lines[1], "F-35")
    root = unbase64(lines[2], "F-35")
    if len(root) != 32:
        raise Refused("F-35", "the root has not 32 bytes")
    signatures = tail[:-1].split("\n")
    if len(signatures) > 16:
        raise Refused("F-35", "above 16 signatures")
    time = _log_time(text + "\n", signatures, origin, public)
    return Checkpoint(text, origin, size, root, time, len(signatures))


def _log_time(text, signatures, origin, public):
    """The time in the log's own signature, once it verifies."""
    times = []
    for line in signatures:
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != EM_DASH or not parts[1]:
            raise Refused("F-35", "a signature line is malformed")
        raw = unbase64(parts[2], "F-35")
        if len(raw) < 5:
            raise Refused("F-35", "a signature line is too short")
        if parts[1] != origin or raw[:4] != _note_key(origin, public):
            continue
        if len(raw) != 4 + 8 + 64:
            raise Refused("F-35", "the log's signature is not 72 bytes")
        time = int.from_bytes(raw[4:12], "big")
        signed = f"cosignature/v1\ntime {time}\n{text}".encode()
        if not ed25519.verify(public, signed, raw[12:]):
            raise Refused("F-36", "the checkpoint's signature is not good")
        times.append(time)
    if len(times) != 1:
        raise Refused("F-36", "not exactly one signature by the log key")
    return times[0]


def cosignature_time(text, line, name, public):
    """F-320: the time in a witness's line over the text of a checkpoint."""
    return _log_time(text, [line], name, public)


# C2SP tlog-proof


def proof_parse(raw):
    """F-110: index, siblings from the leaf up, and the checkpoint's bytes."""
    head, gap, note = raw.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise Refused("F-110", "the proof is not ASCII") from None
    if not gap or lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise Refused("F-110", "not a c2sp.org/tlog-proof@v1 file")
    if lines and lines[0].startswith("extra "):
        unbase64(lines.pop(0)[len("extra "):], "F-110")
    if not lines or not lines[0].startswith("index "):
        raise Refused("F-110", "no index line")
    index = number(lines.pop(0)[len("index "):], "F-110")
    proof = [unbase64(line, "F-110") for line in lines]
    if len(proof) > 63 or any(len(sibling) != 32 for sibling in proof):
        raise Refused("F-110", "the inclusion proof is malformed")
    return index, proof, note
