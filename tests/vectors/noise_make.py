#!/usr/bin/env python3
"""Make Noise test vectors from the specification (revision 34).

    noise_make.py FOLDER      writes FOLDER/noise_xx.json, noise_other.json
    noise_make.py --rekey     prints the known answers of tests/unit/keys

Shares no line with keys/noise.c: the patterns are read in the notation of the
specification, the primitives are python3-cryptography's.  The keys are fixed,
so the output is too.  The shape of the files is the usual one (cacophony,
snow).  noise_other.json holds other patterns and, to be skipped, protocols
that the node does not speak.
"""
import hashlib
import hmac
import json
import pathlib
import sys

from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey, X25519PublicKey)
from cryptography.hazmat.primitives.ciphers.aead import (
    AESGCM, ChaCha20Poly1305)
from cryptography.hazmat.primitives.serialization import (
    Encoding, PublicFormat)

# Sections 7.4, 7.5 and 9.4, as printed there.
PATTERNS = {
    "N": "<- s ... -> e, es",
    "K": "-> s <- s ... -> e, es, ss",
    "X": "<- s ... -> e, es, s, ss",
    "NN": "-> e <- e, ee",
    "NK": "<- s ... -> e, es <- e, ee",
    "NX": "-> e <- e, ee, s, es",
    "XN": "-> e <- e, ee -> s, se",
    "XK": "<- s ... -> e, es <- e, ee -> s, se",
    "XX": "-> e <- e, ee, s, es -> s, se",
    "KN": "-> s ... -> e <- e, ee, se",
    "KK": "-> s <- s ... -> e, es, ss <- e, ee, se",
    "KX": "-> s ... -> e <- e, ee, se, s, es",
    "IN": "-> e, s <- e, ee, se",
    "IK": "<- s ... -> e, es, s, ss <- e, ee, se",
    "IX": "-> e, s <- e, ee, se, s, es",
    "XXpsk3": "-> e <- e, ee, s, es -> s, se, psk",
}
HASHES = {"SHA256": hashlib.sha256, "SHA512": hashlib.sha512,
          "BLAKE2s": hashlib.blake2s}


def lines_of(text):
    """'-> e <- e, ee' becomes [('->', ['e']), ('<-', ['e', 'ee'])]."""
    lines = []
    for word in text.replace(",", "").split():
        if word in ("->", "<-"):
            lines.append((word, []))
        else:
            lines[-1][1].append(word)
    return lines


def public(secret):
    key = X25519PrivateKey.from_private_bytes(secret).public_key()
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def dh(secret, remote):
    return X25519PrivateKey.from_private_bytes(secret).exchange(
        X25519PublicKey.from_public_bytes(remote))


class Cipher:
    """CipherState, section 5.1."""

    def __init__(self, kind, key=None):
        self.kind, self.key, self.n = kind, key, 0

    def encrypt(self, data, plain, n=None):
        if self.key is None:
            return plain
        counter = self.n if n is None else n
        if self.kind == "ChaChaPoly":
            nonce = bytes(4) + counter.to_bytes(8, "little")
            sealed = ChaCha20Poly1305(self.key).encrypt(nonce, plain, data)
        else:
            nonce = bytes(4) + counter.to_bytes(8, "big")
            sealed = AESGCM(self.key).encrypt(nonce, plain, data)
        if n is None:
            self.n += 1
        return sealed

    def rekey(self):
        self.key = self.encrypt(b"", bytes(32), n=2**64 - 1)[:32]


class Symmetric:
    """SymmetricState, section 5.2."""

    def __init__(self, name, cipher, hash_name):
        self.new_hash = HASHES[hash_name]
        size = self.new_hash().digest_size
        self.h = (name.ljust(size, b"\0") if len(name) <= size
                  else self.new_hash(name).digest())
        self.ck = self.h
        self.cipher = Cipher(cipher)

    def hmac(self, key, data):
        return hmac.new(key, data, self.new_hash).digest()

    def hkdf(self, material, count):
        temp, last, out = self.hmac(self.ck, material), b"", []
        for i in range(1, count + 1):
            last = self.hmac(temp, last + bytes([i]))
            out.append(last)
        return out

    def mix_hash(self, data):
        self.h = self.new_hash(self.h + data).digest()

    def mix_key(self, material):
        self.ck, key = self.hkdf(material, 2)
        self.cipher = Cipher(self.cipher.kind, key[:32])

    def mix_key_and_hash(self, material):
        self.ck, middle, key = self.hkdf(material, 3)
        self.mix_hash(middle)
        self.cipher = Cipher(self.cipher.kind, key[:32])

    def encrypt_and_hash(self, plain):
        sealed = self.cipher.encrypt(self.h, plain)
        self.mix_hash(sealed)
        return sealed

    def split(self):
        one, two = self.hkdf(b"", 2)
        kind = self.cipher.kind
        return Cipher(kind, one[:32]), Cipher(kind, two[:32])


def secret(label):
    return hashlib.sha256(b"noise vectors: " + label.encode()).digest()


def handshake(state, lines, keys, payloads, psk):
    """Play the writers' side of every message; the messages."""
    out = []
    for (arrow, tokens), payload in zip(lines, payloads):
        writer = "init" if arrow == "->" else "resp"
        message = b""
        for token in tokens:
            if token == "e":
                message += public(keys[writer, "e"])
                state.mix_hash(public(keys[writer, "e"]))
                if psk is not None:
                    state.mix_key(public(keys[writer, "e"]))
            elif token == "s":
                message += state.encrypt_and_hash(public(keys[writer, "s"]))
            elif token == "psk":
                state.mix_key_and_hash(psk)
            else:
                state.mix_key(dh(keys["init", token[0]],
                                 public(keys["resp", token[1]])))
        out.append(message + state.encrypt_and_hash(payload))
    return out


def vector(name, prologues, payloads, label="a"):
    _, pattern, _, cipher, hash_name = name.split("_")
    before, _, after = PATTERNS[pattern].rpartition("...")
    before, lines = lines_of(before), lines_of(after)
    sides = [("init", "->"), ("resp", "<-")]
    keys = {(side, kind): secret(f"{label} {side} {kind}")
            for side, _ in sides for kind in "es"}
    psk = secret(f"{label} psk") if "psk" in pattern else None

    state = Symmetric(name.encode(), cipher, hash_name)
    state.mix_hash(prologues)
    for side, arrow in sides:
        if (arrow, ["s"]) in before:
            state.mix_hash(public(keys[side, "s"]))
    sealed = handshake(state, lines, keys, payloads, psk)
    ciphers = state.split()
    one_way = len(lines) == 1
    for i in range(len(lines), len(payloads)):
        turn = 0 if one_way else i % 2
        sealed.append(ciphers[turn].encrypt(b"", payloads[i]))

    out = {"protocol_name": name}
    for side, arrow in sides:
        other = "<-" if arrow == "->" else "->"
        out[f"{side}_prologue"] = prologues.hex()
        if any("s" in tokens for at, tokens in before + lines if at == arrow):
            out[f"{side}_static"] = keys[side, "s"].hex()
        if any("e" in tokens for at, tokens in lines if at == arrow):
            out[f"{side}_ephemeral"] = keys[side, "e"].hex()
        if (other, ["s"]) in before:
            peer = "resp" if side == "init" else "init"
            out[f"{side}_remote_static"] = public(keys[peer, "s"]).hex()
        if psk is not None:
            out[f"{side}_psks"] = [psk.hex()]
    out["handshake_hash"] = state.h.hex()
    out["messages"] = [{"payload": p.hex(), "ciphertext": c.hex()}
                       for p, c in zip(payloads, sealed)]
    return out


OURS = "Noise_{}_25519_ChaChaPoly_SHA256"
WORDS = [b"window", b"acceptor", b"dispatcher", b"", b"courier",
         "异地代收代办".encode(), b"\0" * 16]


def xx_vectors():
    name = OURS.format("XX")
    long = [bytes((i * 7 + k) % 256 for k in range(900)) for i in range(6)]
    return [
        vector(name, b"", [b""] * 3, "b"),
        vector(name, b"", [b""] * 6, "c"),
        vector(name, b"tongban/1" + bytes(32), WORDS, "d"),
        vector(name, b"p", WORDS[:4], "e"),
        vector(name, bytes(range(256)) * 4, long, "f"),
        vector(name, b"prologue", [b"", b"", b"third"] + WORDS * 4, "g"),
        vector(name, b"", [b"\xa5" * 3000] * 5, "h"),
    ]


def other_vectors():
    plain = [vector(OURS.format(p), b"prologue of " + p.encode(), WORDS, p)
             for p in PATTERNS if p not in ("XX", "XXpsk3")]
    skipped = [vector(n, b"not spoken", WORDS, n) for n in (
        "Noise_XX_25519_ChaChaPoly_SHA512",
        "Noise_XX_25519_ChaChaPoly_BLAKE2s",
        "Noise_XX_25519_AESGCM_SHA256",
        "Noise_XXpsk3_25519_ChaChaPoly_SHA256")]
    return plain + skipped


def print_rekey():
    """First bytes sent under a key of 32 bytes 0x07, rekey each 1,000."""
    cipher = Cipher("ChaChaPoly", b"\x07" * 32)
    for n in range(2001):
        if n and n % 1000 == 0:
            cipher.rekey()
        sealed = cipher.encrypt(b"", b"tongban")
        if n in (0, 999, 1000, 1999, 2000):
            print(n, sealed.hex())


def write(path, vectors):
    path.write_text(json.dumps({"vectors": vectors}, indent=1) + "\n")


if sys.argv[1] == "--rekey":
    print_rekey()
else:
    folder = pathlib.Path(sys.argv[1])
    write(folder / "noise_xx.json", xx_vectors())
    write(folder / "noise_other.json", other_vectors())
