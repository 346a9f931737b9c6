"""What lies in the memory of a process, in its key files and key wraps."""

import base64
import ctypes
import re

HEAD = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) \S+ ")


def mappings(pid):
    """(start, end, flags) of every mapping that has a page in memory or swap;
    flags as in proc(5), VmFlags."""
    with open(f"/proc/{pid}/smaps", encoding="utf-8") as smaps:
        for line in smaps:
            found = HEAD.match(line)
            if found:
                place = int(found.group(1), 16), int(found.group(2), 16)
                kib = 0
            elif line.startswith(("Rss:", "Swap:", "Locked:")):
                kib += int(line.split()[1])
            elif line.startswith("VmFlags:") and kib > 0:
                yield *place, set(line.split()[1:])


def pieces(pid):
    """(bytes, flags) of all that can be read; needs root."""
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for start, end, flags in mappings(pid):
            try:
                memory.seek(start)
                data = memory.read(end - start)
            except (OSError, OverflowError, ValueError):
                continue  # a guard page, or the kernel's own
            yield data, flags


def forms(raw):
    """As bytes, hex, and base64 wherever it may begin."""
    yield raw
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    for lead in range(3):
        text = base64.b64encode(bytes(lead) + raw)
        yield text[-(-lead * 8 // 6):-4]


def found(data, secrets):
    return [name for name, raw in secrets.items()
            if any(form in data for form in forms(raw))]


def refused(path):
    try:
        with open(path, "rb") as file:
            file.read(1)
    except PermissionError:
        return True
    return False


class Image:
    """A memory image, taken once."""

    def __init__(self, pid):
        self.pieces = list(pieces(pid))
        self.bytes = sum(len(data) for data, _ in self.pieces)

    def places(self, needle):
        """The flags of each mapping that holds it."""
        return [flags for data, flags in self.pieces if needle in data]

    def astray(self, needle):
        """The flags of each that holds it and is not locked, or is dumped."""
        return [sorted(flags) for flags in self.places(needle)
                if not {"lo", "dd"} <= flags]


def libsodium():
    sodium = ctypes.CDLL("libsodium.so.23")
    if sodium.sodium_init() < 0:
        raise RuntimeError("libsodium does not start")
    return sodium


def unwrap(wrap, secret):
    """The 32 bytes at the end of a sealed box, opened with libsodium itself."""
    sodium = libsodium()
    public = ctypes.create_string_buffer(32)
    plain = ctypes.create_string_buffer(len(wrap) - 48)
    if (sodium.crypto_scalarmult_base(public, secret) != 0 or
            sodium.crypto_box_seal_open(
                plain, wrap, ctypes.c_ulonglong(len(wrap)), public,
                secret) != 0):
        raise RuntimeError("the wrap does not open")
    return plain.raw[-32:]


def secret_of(path, passphrase):
    """The 32 bytes in a key file, opened with libsodium itself."""
    sodium = libsodium()
    text = path.read_text()
    field = dict(line.split(" ", 1) for line in text.splitlines()[1:])
    passes, kib, salt = field["argon2id"].split()
    word = passphrase if field["protection"] == "sealed" else b""
    key = ctypes.create_string_buffer(32)
    if sodium.crypto_pwhash(key, ctypes.c_ulonglong(32), word,
                            ctypes.c_ulonglong(len(word)), bytes.fromhex(salt),
                            ctypes.c_ulonglong(int(passes)),
                            ctypes.c_size_t(int(kib) * 1024),
                            ctypes.c_int(2)) != 0:
        raise RuntimeError("Argon2id failed")
    data = text[:text.index("box ")].encode()
    box = bytes.fromhex(field["box"])
    out = ctypes.create_string_buffer(32)
    if sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
            out, None, None, box, ctypes.c_ulonglong(len(box)), data,
            ctypes.c_ulonglong(len(data)), bytes.fromhex(field["nonce"]),
            key) != 0:
        raise RuntimeError(f"{path} does not open")
    return out.raw
