"""One commit of a log: its tree, its bytes and its signature (F-31 to F-34)."""

import re

import canon
import formats
from canon import Refused

ACTS_MAX = 512
ACTS_BYTES_MAX = 8388608
ACT_BYTES_MAX = 65536
COMMIT_BYTES_MAX = 16384
CHECKPOINT_BYTES_MAX = 4096
KINDS_SHOWN_MAX = 8

_LINE = re.compile(rb"(tree|parent) ([0-9a-f]{40})")


def _links(raw):
    """The tree and the parents that a commit names."""
    found = {b"tree": [], b"parent": []}
    for line in raw.split(b"\n\n", 1)[0].split(b"\n"):
        match = _LINE.fullmatch(line)
        if match:
            found[match[1]].append(match[2].decode())
    if len(found[b"tree"]) != 1 or len(found[b"parent"]) > 1:
        raise Refused("F-32", "not one tree and at most one parent")
    return found[b"tree"][0], (found[b"parent"] or [None])[0]


def chain(repo, tip):
    """The commits' names, oldest first."""
    names = []
    while tip:
        names.append(tip)
        tip = _links(repo.object(tip, "commit"))[1]
    return names[::-1]


def blobs(repo, raw):
    """F-31: the bytes of `acts` and of `checkpoint`."""
    tree = repo.object(_links(raw)[0], "tree")
    names = []
    for entry in (b"100644 acts\0", b"100644 checkpoint\0"):
        if not tree.startswith(entry) or len(tree) < len(entry) + 20:
            raise Refused("F-31", "the tree is not `acts` and `checkpoint`")
        names.append(tree[len(entry):len(entry) + 20].hex())
        tree = tree[len(entry) + 20:]
    if tree:
        raise Refused("F-31", "the tree has an entry too many")
    data = [repo.object(name, "blob") for name in names]
    if len(data[0]) > ACTS_BYTES_MAX or len(data[1]) > CHECKPOINT_BYTES_MAX:
        raise Refused("F-2", "`acts` or `checkpoint` is too large")
    return data


def split_acts(data):
    """The acts of a batch: (bytes, value) of each."""
    out = []
    at = 0
    while at < len(data):
        value, end = canon.decode_next(data, at)
        if end - at > ACT_BYTES_MAX:
            raise Refused("F-2", "an act above 65536 bytes")
        out.append((data[at:end], value))
        at = end
    if not 1 <= len(out) <= ACTS_MAX:
        raise Refused("F-31", f"a batch of {len(out)} acts")
    return out


def summary(first, kinds):
    """The first line of the message."""
    if len(kinds) == 1:
        return f"act {first}: {kinds[0]}"
    words = []
    for kind in sorted(set(kinds)):
        count = kinds.count(kind)
        words.append(f"{kind} x{count}" if count > 1 else kind)
    if len(words) > KINDS_SHOWN_MAX:
        words[KINDS_SHOWN_MAX:] = ["..."]
    return f"acts {first}..{first + len(kinds) - 1}: {', '.join(words)}"


def _signature(raw, public):
    """The 64 bytes in `gpgsig`; its line breaks are checked later."""
    head = raw.split(b"\n\n", 1)[0].decode("ascii", "replace")
    mark = "\ngpgsig -----BEGIN SSH SIGNATURE-----\n "
    _, found, rest = head.partition(mark)
    body, end, _ = rest.partition("\n -----END SSH SIGNATURE-----")
    if not found or not end:
        raise Refused("F-34", "no SSH signature")
    blob = formats.unbase64(body.replace("\n ", ""), "F-34")
    signature = blob[-64:]
    if blob != formats.sshsig_blob(public, "git", signature):
        raise Refused("F-34", "not the log key's, or not for `git`")
    return signature


def check_commit(raw, node, public, parent, checkpoint, note, first, kinds):
    """F-32 to F-34: the commit rebuilt from its parts, byte for byte."""
    if len(raw) > COMMIT_BYTES_MAX:
        raise Refused("F-2", "a commit above 16384 bytes")
    if _links(raw)[1] != parent:
        raise Refused("F-33", "the parent is not the previous batch")
    if checkpoint is None or not all(isinstance(k, str) for k in kinds):
        raise Refused("F-32", "cannot be rebuilt without checkpoint and kinds")
    who = f"{node} <{node}@tongban> {checkpoint.time} +0000"
    head = [f"tree {_links(raw)[0]}"]
    head += [f"parent {parent}"] if parent else []
    head += [f"author {who}", f"committer {who}"]
    message = f"\n\n{summary(first, kinds)}\n\n".encode() + note
    signature = _signature(raw, public)
    armour = formats.sshsig_armour_lines(public, "git", signature)
    whole = "\n".join(head + ["gpgsig " + "\n ".join(armour)])
    if whole.encode() + message != raw:
        raise Refused("F-32", "the commit is not the bytes that its batch "
                              "gives")
    unsigned = "\n".join(head).encode() + message
    if not formats.sshsig_verify(public, "git", unsigned, signature):
        raise Refused("F-34", "the commit's signature is not good")
