#!/usr/bin/env python3
"""Key files: another passphrase, who may read them, and what is no key file.

    keyfiles.py [all|quick]

No daemon runs here: commands alone read and write the files.
"""

import hashlib
import os
import pathlib
import pty
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import network as net
import report
from network import tongban
from report import check

KILLS = 8 if sys.argv[1:] == ["quick"] else 24


class Box:
    """A folder with passphrase files and one key under the first of them."""

    def __init__(self, folder):
        self.dir = folder
        self.one = self.passphrase("one", "第一个口令\n")
        self.two = self.passphrase("two", "第二个口令\n")
        self.key = folder / "li-min.key"
        net.must("key", "new", self.key, "--name", "li-min",
                 "--passphrase-file", self.one)
        self.shown = self.show()

    def passphrase(self, name, text):
        path = self.dir / name
        path.write_text(text, "utf-8")
        path.chmod(0o600)
        return path

    def show(self):
        return net.must("key", "show", self.key, "--json").json

    def words(self, old, new, key=None):
        return ["key", "passwd", key or self.key, "--passphrase-file", old,
                "--new-passphrase-file", new]

    def change(self, old, new, key=None):
        return tongban(*self.words(old, new, key))

    def opens(self, passphrase):
        """Opened, and locked again with the same."""
        return self.change(passphrase, passphrase).code == 0

    def strays(self):
        return sorted(p.name for p in self.dir.glob("li-min.key.*"))


def refused(sentence, code, *words, answer):
    lines = answer.err.splitlines()
    check(answer.code == code and len(lines) == 1 and
          all(w in lines[0] for w in words),
          f"{sentence}: one sentence, exit {code}", answer)


def stays(box, sentence, code, *words, answer_of):
    """The same, and the file is byte for byte what it was."""
    before = box.key.read_bytes()
    refused(sentence, code, *words, answer=answer_of())
    check(box.key.read_bytes() == before and not box.strays(),
          "   and the key file is untouched", box.strays())


def changes(box):
    answer = box.change(box.one, box.two)
    check(answer.code == 0 and box.show() == box.shown and
          box.key.stat().st_mode & 0o777 == 0o600,
          "another passphrase: same key, name and purpose, mode 0600", answer)
    check(box.opens(box.two) and not box.opens(box.one),
          "the new one opens it, the old one does not")
    stays(box, "a wrong old passphrase", 78, "does not open",
          answer_of=lambda: box.change(box.one, box.two))
    stays(box, "an empty new one", 78, "the old one stands",
          answer_of=lambda: box.change(box.two, box.passphrase("none", "\n")))
    stays(box, "a new one over the limit", 1, "1025",
          answer_of=lambda: box.change(box.two, box.passphrase(
              "long", "x" * 1026)))
    stays(box, "no new one, no terminal", 2, "--new-passphrase-file",
          answer_of=lambda: tongban("key", "passwd", box.key,
                                    "--passphrase-file", box.two))
    stays(box, "a disk that takes nothing", 70, "the disk failed",
          answer_of=lambda: on_full_disk(box.words(box.two, box.one)))
    refused("a key file that is not there", 1, "no such file",
            answer=box.change(box.one, box.two, box.dir / "nobody.key"))
    link = box.dir / "link.key"
    link.symlink_to(box.key)
    answer = box.change(box.two, box.one, link)
    check(answer.code == 0 and link.is_symlink() and box.opens(box.one),
          "through a link, the file is replaced and the link stays", answer)


def on_full_disk(words):
    def full():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    return net.Answer(subprocess.run(
        [net.PROGRAM, *map(str, words)], text=True, capture_output=True,
        stdin=subprocess.DEVNULL, timeout=60, env=net.environment(),
        preexec_fn=full))


def open_key(box):
    """One that had no passphrase gets one."""
    path = box.dir / "open.key"
    net.must("key", "new", path, "--name", "wang-jun")
    before = net.must("key", "show", path, "--json").json
    answer = tongban("key", "passwd", path, "--new-passphrase-file", box.one)
    after = net.must("key", "show", path, "--json").json
    check(answer.code == 0 and before["protection"] == "open" and
          after == dict(before, protection="sealed"),
          "an open key gets a passphrase and stays the same key", answer)


def at_a_terminal(box, answers):
    """The questions in order, what was answered typed; exit and all said."""
    pid, fd = pty.fork()
    if pid == 0:
        env = net.environment()
        os.execve(net.PROGRAM, ["tongban", "key", "passwd", str(box.key)],
                  env)
    said, asked = b"", 0
    while True:
        try:
            piece = os.read(fd, 4096)
        except OSError:
            break
        if not piece:
            break
        said += piece
        if said.count(b"passphrase: ") > asked and asked < len(answers):
            time.sleep(0.2)  # the echo is off once it waits
            os.write(fd, answers[asked].encode() + b"\n")
            asked += 1
    os.close(fd)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said.decode()


def terminal(box):
    old, new = box.one.read_text().strip(), "在终端输入的口令"
    code, said = at_a_terminal(box, [old, new, new])
    typed = box.passphrase("typed", new)
    check(code == 0 and box.opens(typed) and
          said.index("li-min.key 的口令") < said.index("new)") <
          said.index("again)"),
          "at a terminal: the old one first, the new one twice", said)
    check(old not in said and new not in said, "what is typed is not shown",
          said)
    before = box.key.read_bytes()
    code, said = at_a_terminal(box, [new, "a", "b"])
    check(code == 78 and "the two are different" in said and
          box.key.read_bytes() == before,
          "typed differently: the passphrase stays", said)
    code, said = at_a_terminal(box, ["wrong"])
    check(code == 78 and "does not open" in said and "new)" not in said and
          box.key.read_bytes() == before,
          "a wrong old one: no new one is asked for", said)
    if box.change(typed, box.one).code:
        raise RuntimeError("the key is lost")


def killed(box):
    """At any moment the file is the old one or the new one, whole."""
    begun = time.monotonic()
    box.change(box.one, box.one)
    whole = time.monotonic() - begun
    drawn, found = random.Random(1), set()
    for _ in range(KILLS):
        before = box.key.read_bytes()
        p = subprocess.Popen([net.PROGRAM, *map(str, box.words(
            box.one, box.one))], stdout=subprocess.DEVNULL,
            env=net.environment())
        time.sleep(whole * drawn.uniform(0.5, 1.1))
        p.kill()
        p.wait()
        found.add(box.key.read_bytes() == before)
        if box.show() != box.shown or not box.opens(box.one):
            break
        for stray in box.strays():
            (box.dir / stray).unlink()
    else:
        check(True, f"killed {KILLS} times: a whole file each time, "
              f"{'both' if len(found) == 2 else 'one'} of old and new seen")
        return
    check(False, "a kill left no whole key file", box.key.read_bytes())


def modes(box):
    for mode in (0o640, 0o604, 0o660):
        box.key.chmod(mode)
        stays(box, f"a key file of mode {mode:04o}", 78,
              f"({mode:04o})", f"chmod 600 {box.key}",
              answer_of=lambda: box.change(box.one, box.two))
    check(box.show() == box.shown, "its public half may be shown all the same")
    box.key.chmod(0o400)
    check(box.opens(box.one), "0400 is fine")
    box.one.chmod(0o644)
    stays(box, "a passphrase file that others may read", 78,
          f"chmod 600 {box.one}",
          answer_of=lambda: box.change(box.one, box.two))
    box.one.chmod(0o600)


def with_sum(lines):
    body = "\n".join(lines) + "\n"
    return f"{body}sum {hashlib.sha256(body.encode()).hexdigest()}\n".encode()


def costs(text):
    """Key files whose costs are absurd, with a right sum."""
    lines = text.decode().splitlines()[:-1]
    at = next(i for i, l in enumerate(lines) if l.startswith("argon2id"))
    _, passes, memory, salt = lines[at].split(" ")
    for a, b in ((passes, "1048577"), (passes, "4294967295"),
                 (passes, "99999999999999999999"), ("17", memory),
                 ("4294967295", memory), ("0", memory), (passes, "0")):
        yield (f"argon2id {a} {b}",
               with_sum([*lines[:at], f"argon2id {a} {b} {salt}",
                         *lines[at + 1:]]))


def broken(text):
    """Sentence, exit, a word, bytes."""
    for n in (0, 1, 18, 19, 100, len(text) // 2, len(text) - 1):
        yield (f"cut after {n} bytes", (1, 70), "", text[:n])
    for at in range(3, len(text), 37):
        flipped = bytearray(text)
        flipped[at] ^= 1 << at % 7
        yield f"a bit of byte {at} flipped", (1, 70), "", bytes(flipped)
    for what, data in costs(text):
        yield what, (1, ), "over its limit", data
    lines = text.decode().splitlines()[:-1]
    yield ("a purpose nobody knows", (1, ), "malformed",
           with_sum([l.replace("purpose staff", "purpose king")
                     for l in lines]))
    yield ("another public key", (78, ), "does not open",
           with_sum([f"public {'0' * 64}" if l.startswith("public") else l
                     for l in lines]))
    yield "2 MiB of zeros", (1, ), "not a key file", bytes(2 << 20)
    yield "an OpenSSH key", (1, ), "not a key file", \
        b"-----BEGIN OPENSSH PRIVATE KEY-----\n"


def measured(words):
    """The answer, and the most memory it had, in KiB."""
    p = subprocess.Popen([net.PROGRAM, *map(str, words)], text=True,
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, env=net.environment())
    out, err = p.stdout.read(), p.stderr.read()
    _, status, usage = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    p.stdout.close()
    p.stderr.close()
    return net.Answer(subprocess.CompletedProcess(
        words, p.returncode, out, err)), usage.ru_maxrss


def malformed(box):
    good, wrong, most = box.key.read_bytes(), [], 0
    path, count = box.dir / "broken.key", 0
    for what, codes, word, data in broken(good):
        path.write_bytes(data)
        path.chmod(0o600)
        answer, kib = measured(box.words(box.one, box.two, path))
        lines = answer.err.splitlines()
        if (answer.code not in codes or len(lines) != 1 or
                word not in lines[0] or path.read_bytes() != data or
                (answer.code in (1, 70) and
                 "have it certified" not in lines[0])):
            wrong.append(f"{what}: {answer}")
        most = max(most, 0 if answer.code == 78 else kib)
        count += 1
    check(not wrong, f"{count} broken key files: each one sentence, what to "
          "do, and left as it is", "\n".join(wrong))
    check(most < 48 << 10, f"none is given the memory it asks for: at most "
          f"{most >> 10} MiB", most)
    refused("a folder for a key file", 1, "is a directory, not a file",
            answer=box.change(box.one, box.two, box.dir))


def wrong_purpose(box):
    """A node's sealing key does not sign."""
    folder = box.dir / "node"
    answer = tongban("init", "--dir", folder, "--node", "ankang", "--name",
                     "安康市", "--network", "网")
    refused("a sealing key as --key", 78, "is no signing key", "sealing",
            answer=tongban("case", "list", "--api", "http://127.0.0.1:1",
                           "--key", folder / "keys/sealing.key"))
    answer = tongban("key", "passwd", folder / "keys/sealing.key",
                     "--new-passphrase-file", box.one)
    check(answer.code == 0 and len(answer.out.strip()) == 64 and
          "keys/log.key" in answer.err,
          "its passphrase is changed like any other's", answer)


def set_up(box, *words):
    return subprocess.run(
        [net.PROGRAM, "init", "--dir", "made", "--node", "ankang", "--name",
         "安康市", "--network", "网", *map(str, words)], text=True,
        cwd=box.dir, stdin=subprocess.DEVNULL, capture_output=True,
        timeout=60, env=net.environment())


def setups(box):
    """init makes all or nothing."""
    made = box.dir / "made"
    box.one.chmod(0o644)
    for words, code, word in (
            (["--passphrase-file", "nothing"], 1, "no such passphrase file"),
            (["--passphrase-file", "none"], 78, "none: "),
            (["--passphrase-file", "one"], 78, "chmod 600"),
            (["--listen", "nowhere"], 2, "listen"),
            (["--api", "nowhere"], 2, "api"),
            (["--root-public", box.shown["ssh"], "--root-public",
              box.shown["ssh"]], 2, "given twice")):
        answer = net.Answer(set_up(box, *words))
        refused(f"init {words[0]} {words[1][:20]}", code, word,
                answer=answer)
        check(not made.exists(), "   and nothing is made")
    box.one.chmod(0o600)
    made.mkdir()
    (made / "notes").write_text("not ours\n")
    answer = net.Answer(set_up(box, "--passphrase-file", "none"))
    check(answer.code == 78 and os.listdir(made) == ["notes"],
          "what somebody else keeps in the folder stays", os.listdir(made))
    answer = net.Answer(set_up(box, "--passphrase-file", "one"))
    text = (made / "node.yaml").read_text()
    check(answer.code == 0 and str((box.dir / "one").resolve()) in text,
          "a relative --passphrase-file: node.yaml has its whole path",
          (answer, text))
    kept = sorted(p.name for p in made.rglob("*"))
    answer = net.Answer(set_up(box, "--passphrase-file", "one"))
    refused("a second init in the folder", 1, "is there already",
            answer=answer)
    check(sorted(p.name for p in made.rglob("*")) == kept,
          "   and the first one's is all there")


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tongban-keyfiles-"))
    try:
        box = Box(folder)
        changes(box)
        open_key(box)
        terminal(box)
        killed(box)
        modes(box)
        malformed(box)
        wrong_purpose(box)
        setups(box)
    finally:
        shutil.rmtree(folder)


main()
report.close()
