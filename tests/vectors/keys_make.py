#!/usr/bin/env python3
"""Known answers of tests/unit/keys that no RFC prints, made without our code.

    keys_make.py               prints them, name and value
    keys_make.py KEYFILE PASSPHRASE
                               opens a key file as keys/keyfile.h describes it
                               (needs a python3-cryptography with Argon2id)

The primitives are python3-cryptography's; XChaCha20-Poly1305 is put together
from HChaCha20 (draft-irtf-cfrg-xchacha-03, section 2.2) here.
"""
import base64
import hashlib
import struct
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey)
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.serialization import (
    Encoding, PublicFormat)

MASK = 0xFFFFFFFF


def quarter(x, a, b, c, d):
    for one, two, three, by in ((a, b, d, 16), (c, d, b, 12),
                                (a, b, d, 8), (c, d, b, 7)):
        x[one] = (x[one] + x[two]) & MASK
        v = x[three] ^ x[one]
        x[three] = ((v << by) | (v >> (32 - by))) & MASK


def hchacha20(key, nonce):
    x = list(struct.unpack("<4I", b"expand 32-byte k"))
    x += struct.unpack("<8I", key) + struct.unpack("<4I", nonce)
    for _ in range(10):
        for k in range(4):
            quarter(x, k, 4 + k, 8 + k, 12 + k)
        for k in range(4):
            quarter(x, k, 4 + (k + 1) % 4, 8 + (k + 2) % 4, 12 + (k + 3) % 4)
    return struct.pack("<8I", *x[:4], *x[12:])


def xchacha(key, nonce):
    return (ChaCha20Poly1305(hchacha20(key, nonce[:16])),
            bytes(4) + nonce[16:])


def public(key):
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def print_chunk():
    object_id, nonce = bytes([3]) * 16, bytes(range(24))
    data = (b"tongban/chunk/v1\0" + bytes([1]) * 32 + bytes([2]) * 16 +
            object_id + (5).to_bytes(8, "big") + b"\1")
    aead, short = xchacha(bytes([4]) * 32, nonce)
    box = aead.encrypt(short, b"ID card, front", data)
    print("chunk", (object_id + nonce + box).hex())


def print_notes():
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    name = b"tongban/00112233445566778899aabbccddeeff/mudan/1"
    root = base64.b64encode(hashlib.sha256(b"root").digest())
    text, time = name + b"\n5\n" + root + b"\n", 1764000000
    cosigned = b"cosignature/v1\ntime %d\n" % time + text

    def key_id(kind):
        typed = name + b"\n" + kind + public(key)
        return hashlib.sha256(typed).digest()[:4]

    def line(kind, rest):
        return "— %s %s" % (
            name.decode(), base64.b64encode(key_id(kind) + rest).decode())

    print("text", text)
    print("cosigned", line(b"\4", time.to_bytes(8, "big") +
                           key.sign(cosigned)))
    print("plain", line(b"\1", key.sign(text)))
    print("vkey", "%s+%s+%s" % (
        name.decode(), key_id(b"\4").hex(),
        base64.b64encode(b"\4" + public(key)).decode()))
    print("key id", hashlib.sha256(b"\1" + public(key)).hexdigest())


def open_keyfile(path, passphrase):
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
    whole = open(path, "rb").read()
    body, _, total = whole.rpartition(b"sum ")
    assert hashlib.sha256(body).hexdigest().encode() + b"\n" == total
    data, _, box = body.rpartition(b"box ")
    fields = dict(line.split(b" ", 1) for line in data.splitlines()[1:])
    passes, memory, salt = fields[b"argon2id"].split()
    key = Argon2id(salt=bytes.fromhex(salt.decode()), length=32,
                   iterations=int(passes), lanes=1,
                   memory_cost=int(memory)).derive(passphrase)
    aead, short = xchacha(key, bytes.fromhex(fields[b"nonce"].decode()))
    seed = aead.decrypt(short, bytes.fromhex(box.decode()), data)
    pair = Ed25519PrivateKey.from_private_bytes(seed)
    assert public(pair).hex().encode() == fields[b"public"]
    print("seed", seed.hex())


if len(sys.argv) == 3:
    open_keyfile(sys.argv[1], sys.argv[2].encode())
else:
    print_chunk()
    print_notes()
