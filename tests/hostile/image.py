"""What lies in the memory of a process, and in its key files."""

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


class Image:
    """A memory image, taken once."""

    def __init__(self, pid):
        self.pieces = list(pieces(pid))
        self.bytes = sum(len(data) for data, _ in self.pieces)

    def places(self, needle):
        """The flags of each mapping that holds it."""
        return [flags for data, flags in self.pieces if needle in data]


def secret_of(path, passphrase):
    """The 32 bytes in a key file, opened with libsodium itself."""
    sodium = ctypes.CDLL("libsodium.so.23")
    if sodium.sodium_init() < 0:
        raise RuntimeError("libsodium does not start")
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
