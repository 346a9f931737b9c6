#!/usr/bin/env python3
"""Words and paths that cannot be, to every command that takes them.

    clumsy.py [all|quick]

Each is answered with one sentence that names the place and says what is wrong,
and the documented exit code; nothing is left behind.
"""

import os
import subprocess
import tempfile
from pathlib import Path

import network as net
import report
from report import check

NOBODY = 65534
NETWORK = "0" * 64
MISSING = (1, "no such file")
FOLDER = (1, "is a directory, not a file")
UNDER_FILE = (1, "is a file, not a directory")
FORBIDDEN = (78, "as the user whose file it is")


def run(place, *words, user=None):
    done = subprocess.run([place / "tongban", *words], text=True, cwd=place,
                          stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=net.CALL_SECONDS, env=net.environment(),
                          user=user, extra_groups=None if user is None else [])
    return net.Answer(done)


def refused(place, words, code, word, user=None):
    """One line that says it; of usage a second one."""
    before = names(place)
    answer = run(place, *words, user=user)
    lines = [line for line in answer.err.splitlines()
             if line.startswith("tongban: ")]
    check(answer.code == code and len(lines) == 1 and word in lines[0] and
          names(place) == before,
          f"{' '.join(words)}{' as another user' if user else ''}: "
          f"exit {code}, {word}", answer)


def names(place):
    return sorted(str(path) for path in place.rglob("*"))


def readers():
    """Commands that read one file, up to where its name stands."""
    key = ["--key", "net/keys/root-1.key"]
    return (
        lambda f: ["key", "show", f],
        lambda f: ["key", "passwd", f],
        lambda f: ["key", "sign", f, *key],
        lambda f: ["key", "merge", "net/opening-act", f],
        lambda f: ["act", "show", f],
        lambda f: ["act", "submit", f, "--dir", "net"],
        lambda f: ["standard", "check", f],
        lambda f: ["standard", "diff", f, f],
        lambda f: ["logic", f, f],
        lambda f: ["calendar", "publish", f, "--dir", "net", *key],
        lambda f: ["member", "admit", f, "--dir", "net", *key],
        lambda f: ["audit", "bundle", "check", f, "--network", NETWORK],
        lambda f: ["join", "--dir", "new", "--node", "hanbin", "--name", "x",
                   "--genesis", f],
        lambda f: ["key", "new", "new", "--name", "x", "--passphrase-file",
                   f],
        lambda f: ["key", "passwd", "staff.key", "--new-passphrase-file", f],
        lambda f: ["case", "list", "--dir", "net", "--key", f],
        lambda f: ["key", "rotate", "--dir", "net", "--purpose", "log",
                   "--key", f])


def folders():
    """Commands that need a node's folder."""
    return (["check-config"], ["run"], ["index", "rebuild"],
            ["log", "verify"], ["log", "signers"], ["log", "revoked"],
            ["status"], ["vault", "needs"], ["case", "list"],
            ["key", "rotate", "--purpose", "sealing"],
            ["act", "export", NETWORK, "--out", "x"])


def files(place):
    for words in readers():
        refused(place, words("missing"), *MISSING)
        refused(place, words("folder"), *FOLDER)
        refused(place, words("plain/x"), *UNDER_FILE)


def contents(place):
    """Files that hold something else."""
    for name in ("garbage", "empty"):
        refused(place, ["key", "show", name], 1, f"{name}: ")
        refused(place, ["key", "sign", name, "--key",
                        "net/keys/root-1.key"], 1, f"{name}: ")
        refused(place, ["join", "--dir", "new", "--node", "hanbin", "--name",
                        "x", "--genesis", name], 1, f"{name}: ")
    for words in (["key", "new", "new", "--name", "x", "--passphrase-file",
                   "empty"],
                  ["key", "passwd", "staff.key", "--new-passphrase-file",
                   "empty"],
                  ["key", "passwd", "sealed.key", "--passphrase-file",
                   "empty", "--new-passphrase-file", "pass"]):
        refused(place, words, 78, "empty: ")
    refused(place, ["key", "new", "new", "--name", "x", "--passphrase-file",
                    "garbage"], 1, "garbage: ")


def places(place):
    for words in folders():
        refused(place, [*words, "--dir", "missing"], *MISSING)
        refused(place, [*words, "--dir", "plain"], *UNDER_FILE)
        refused(place, [*words, "--dir", "folder"], 1, "is no data folder")
    for dir_, code, word in (("missing/new", *MISSING), ("plain", *UNDER_FILE),
                             ("plain/new", *UNDER_FILE),
                             ("net", 1, "take an empty folder")):
        refused(place, ["init", "--dir", dir_, "--node", "ankang", "--name",
                        "x", "--network", "x"], code, word)
        refused(place, ["join", "--dir", dir_, "--node", "hanbin", "--name",
                        "x", "--genesis", "net/genesis"], code, word)
    refused(place, ["key", "new", "missing/new.key", "--name", "x"], *MISSING)
    refused(place, ["key", "new", "staff.key", "--name", "x"], 1,
            "is left alone")


def words(place):
    """What was typed wrong: usage, before anything is looked at."""
    genesis = ["join", "--dir", "new", "--node", "hanbin", "--name", "x",
               "--genesis", "net/genesis"]
    for line, word in (
            (["key", "rotate", "--purpose", "log"], "--dir"),
            (["key", "rotate", "--dir", "net", "--purpose", "best"],
             "purpose"),
            (["key", "new", "new", "--name", "li min"], "without blanks"),
            (["key", "new", "new", "--name", "x", "--suite", "9"], "suite 9"),
            (["key", "show"], "missing argument"),
            (["key", "show", "a", "b"], "unexpected argument"),
            (["status", "--colour", "red"], "unknown option"),
            (["status", "--api", "localhost"], "http://HOST:PORT"),
            (["status", "--api", "https://localhost:1"], "http://HOST:PORT"),
            (["status"], "--api"),
            ([*genesis, "--listen", "here"], "host:port"),
            ([*genesis, "--api", "0.0.0.0:80"], "loopback"),
            (["join", "--dir", "new", "--node", "X", "--name", "x",
              "--genesis", "net/genesis"], "a node id"),
            (["key", "rotate", "--dir", "net", "--purpose", "log", "--key",
              "staff.key"], "the log or the recovery key"),
            (["key", "rotate", "--dir", "net", "--purpose", "log", "--key",
              "other/keys/log.key"], "it is a key of hanbin"),
            (["audit", "bundle", "check", "plain", "--network", "00"],
             "64 digits"),
            (["colour"], "no such command")):
        refused(place, line, 2, word)


def stopped(place):
    """No node answers: unavailable, and nothing was made."""
    for line in (["status"], ["case", "list"], ["vault", "needs"],
                 ["key", "rotate", "--purpose", "sealing"],
                 ["case", "show", "HANBIN-20260101-0001-X"]):
        refused(place, [*line, "--dir", "net"], 69, "is it running?")
    refused(place, ["status", "--api", "unix:missing"], 69, "unix:missing")


def channel_key(place):
    """A key that signs nothing has a public half, too."""
    for purpose in ("channel", "sealing"):
        answer = run(place, "key", "show", f"net/keys/{purpose}.key",
                     "--json")
        check(answer.code == 0 and answer.json["purpose"] == purpose and
              len(answer.json["public"]) == 64,
              f"key show shows a {purpose} key", answer)


def passwords(place):
    """The keys that a node opens by one passphrase are named together."""
    answer = run(place, "key", "passwd", "other/keys/sealing.key",
                 "--new-passphrase-file", "pass")
    check(answer.code == 0 and
          [name for name in ("log", "channel", "recovery")
           if f"other/keys/{name}.key" in answer.err] == ["log", "channel"],
          "key passwd says which other keys need the same passphrase", answer)
    (place / "other/keys/channel-1.key").write_bytes(
        (place / "other/keys/channel.key").read_bytes())
    (place / "other/keys/channel-1.key").chmod(0o600)
    answer = run(place, "key", "passwd", "other/keys/channel.key",
                 "--new-passphrase-file", "pass")
    check(answer.code == 0 and "other/keys/channel-1.key" in answer.err,
          "former keys among them", answer)
    answer = run(place, "key", "passwd", "staff.key",
                 "--new-passphrase-file", "pass")
    check(answer.code == 0 and answer.err == "",
          "of a key that belongs to no node nothing is said", answer)


def another_user(place):
    """What belongs to root, tried by somebody else."""
    for words_ in readers():
        if words_("x")[:2] in (["key", "rotate"], ["key", "passwd"]):
            continue  # whose folder it is comes first
        if "net" in words_("x") or "net/genesis" in words_("x"):
            continue
        line = words_("closed")
        if "--key" not in line:
            refused(place, line, *FORBIDDEN, user=NOBODY)
    for line in folders():
        code, word = FORBIDDEN
        if line[0] == "index" or line[:2] == ["key", "rotate"]:
            word = "belongs to user root"
        refused(place, [*line, "--dir", "net"], code, word, user=NOBODY)
    refused(place, ["key", "passwd", "closed"], 78, "belongs to user root",
            user=NOBODY)
    refused(place, ["key", "show", "net/keys/log.key"], *FORBIDDEN,
            user=NOBODY)
    refused(place, ["init", "--dir", "new", "--node", "ankang", "--name", "x",
                    "--network", "x"], *FORBIDDEN, user=NOBODY)
    refused(place, ["key", "new", "new", "--name", "x"], *FORBIDDEN,
            user=NOBODY)


def furnish(place):
    place.chmod(0o755)
    (place / "tongban").write_bytes(net.PROGRAM.read_bytes())
    (place / "tongban").chmod(0o755)
    (place / "folder").mkdir()
    (place / "plain").write_text("x\n")
    (place / "garbage").write_bytes(os.urandom(5000))
    (place / "empty").write_bytes(b"")
    (place / "pass").write_text("口令\n", "utf-8")
    (place / "closed").write_text("x\n")
    for name in ("garbage", "empty", "pass", "closed"):
        (place / name).chmod(0o600)
    ports = net.free_ports(4)
    for line in (["init", "--dir", "net", "--node", "ankang", "--name", "安",
                  "--network", "网", "--listen", f"127.0.0.1:{ports[0]}",
                  "--api", f"127.0.0.1:{ports[1]}"],
                 ["join", "--dir", "other", "--node", "hanbin", "--name",
                  "汉", "--genesis", "net/genesis", "--listen",
                  f"127.0.0.1:{ports[2]}", "--api", f"127.0.0.1:{ports[3]}"],
                 ["key", "new", "staff.key", "--name", "li-min"],
                 ["key", "new", "sealed.key", "--name", "li-min",
                  "--passphrase-file", "pass"]):
        answer = run(place, *line)
        if answer.code != 0:
            raise RuntimeError(f"{line}: {answer}")


def main():
    with tempfile.TemporaryDirectory(prefix="tongban-clumsy-") as name:
        place = Path(name)
        furnish(place)
        files(place)
        contents(place)
        places(place)
        words(place)
        stopped(place)
        channel_key(place)
        if os.geteuid() == 0:
            another_user(place)
        passwords(place)


main()
report.close()
