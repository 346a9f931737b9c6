#!/usr/bin/env python3
"""Keys of a node are replaced, one after the other, while cases go on.

    rotate.py [all|quick]

Another node is down meanwhile and catches up; every log verifies everywhere;
stock git and ssh-keygen follow, and refuse a key that was compromised.
"""

import datetime
import os
import shutil
import subprocess
import sys

import network as net
import report
from network import Network
from office import Case, Office
from report import check

OUTSIDER = net.SOURCE / "tests/outsider/verify.py"


def keys_of(node):
    return {p.name: p.read_text() for p in (node.dir / "keys").iterdir()}


def rotate(node, purpose, *words):
    """Replaced, and the files have changed places."""
    before = keys_of(node)[f"{purpose}.key"]
    answer = node.cli("key", "rotate", "--purpose", purpose, *words)
    check(answer.code == 0, f"{node.name} rotates its {purpose} key", answer)
    after = keys_of(node)
    former = [text for name, text in after.items()
              if name.startswith(f"{purpose}-")]
    check(after[f"{purpose}.key"] != before and before in former and
          f"{purpose}.key.next" not in after,
          "the new key lies in its place, the old one beside it",
          sorted(after))
    return answer


def ssh_line(path):
    return net.must("key", "show", path).out.splitlines()[0]


def connected(network, a, b):
    return report.until(30, lambda: b in str(
        network[a].status().get("connected")) and a in str(
            network[b].status().get("connected")))


def closed(network, case):
    case.run()
    network.synced()
    check(report.until(30, lambda: case.state() == "CLOSED"),
          "and a case goes on to its end", case.state())


def verified(network):
    for node in network:
        answer = node.cli("log", "verify")
        check(answer.code == 0, f"{node.name}: every log verifies", answer)


def sealing(network, office):
    """A case begun before goes on; wraps of before still open."""
    case = Case(office)
    case.run(2)
    network.synced()
    rotate(network["hanbin"], "sealing")
    check(not list((network["hanbin"].dir / "keys").glob("*.next")),
          "nothing is left over")
    closed(network, case)
    office.open_file(case, "what was sealed before opens")
    closed(network, Case(office))
    network["hanbin"].restart()
    office.open_file(case, "also after a restart")
    network.synced()


def channel(network, office):
    """gaoxin is down, knows only the old key, and still hears of the new."""
    hanbin, gaoxin = network["hanbin"], network["ankang-gaoxin"]
    gaoxin.kill()
    rotate(hanbin, "channel")
    hanbin.restart()
    check(connected(network, "hanbin", "ankang"),
          "who heard of it answers the new key alone")
    network["ankang"].kill()
    gaoxin.start()
    check(connected(network, "hanbin", "ankang-gaoxin"),
          "who was down answers the key it knows")
    check(report.until(30, lambda: gaoxin.ends() == hanbin.ends()),
          "and catches up, with nobody else to ask",
          (gaoxin.ends(), hanbin.ends()))
    hanbin.restart()
    check(connected(network, "hanbin", "ankang-gaoxin"),
          "from then on it answers the new one")
    network["ankang"].start()
    network.synced()
    closed(network, Case(office))
    old_key(network)


def old_key(network):
    """The old file in the place of the new one is noticed."""
    hanbin = network["hanbin"]
    hanbin.stop()
    keys = hanbin.dir / "keys"
    new, old = keys / "channel.key", keys / "channel-1.key"
    new.rename(keys / "kept")
    old.rename(new)
    answer = net.tongban("run", "--dir", hanbin.dir)
    check(answer.code == 78 and "channel key" in answer.err,
          "a node that is given its old channel key does not start", answer)
    new.rename(old)
    (keys / "kept").rename(new)
    hanbin.start()
    network.synced()


def offline(network):
    """recovery and witness; the recovery key signs, out of its own place."""
    hanbin = network["hanbin"]
    rotate(hanbin, "witness")
    rotate(hanbin, "recovery")
    stick = network.dir / "stick.key"
    (hanbin.dir / "keys/recovery.key").rename(stick)
    draft = network.dir / "draft"
    answer = hanbin.cli("key", "rotate", "--purpose", "witness", "--key",
                        stick, "--draft", draft)
    check(answer.code == 0, "a draft, signed by the new recovery key", answer)
    answer = hanbin.cli("act", "submit", draft)
    check(answer.code == 0, "is handed in", answer)
    answer = hanbin.cli("act", "submit", draft)
    check(answer.code == 0, "twice is once", answer)
    old = hanbin.dir / "keys/recovery-1.key"
    answer = hanbin.cli("key", "rotate", "--purpose", "witness", "--key", old)
    check(answer.code == 1 and "F-73" in answer.out,
          "the old recovery key signs no rotation", answer)
    nothing_made(hanbin, "what is refused")
    foreign(network, stick)
    network.synced()
    return stick


def nothing_made(node, what):
    check(not list((node.dir / "keys").glob("*.next")),
          f"{what} leaves no new key behind")


def foreign(network, stick):
    """Another node's key, another node, a passphrase the node does not know;
    and a file of an earlier call, which stays."""
    hanbin, ankang = network["hanbin"], network["ankang"]
    answer = hanbin.cli("key", "rotate", "--purpose", "sealing", "--key",
                        ankang.own_key())
    check(answer.code == 2 and "a key of ankang" in answer.out,
          "another node's key: exit 2, and whose it is", answer)
    nothing_made(hanbin, "another node's key")
    answer = hanbin.cli("key", "rotate", "--purpose", "sealing", "--api",
                        f"127.0.0.1:{ankang.api_port}")
    check(answer.code == 2 and "answers is ankang" in answer.out,
          "another node's address: exit 2, and whose it is", answer)
    nothing_made(hanbin, "another node's address")
    sealed = network.dir / "sealed.key"
    shutil.copy(stick, sealed)
    word = network.dir / "word"
    word.write_text("only for the recovery key\n")
    word.chmod(0o600)
    net.must("key", "passwd", sealed, "--new-passphrase-file", word)
    rotate(hanbin, "channel", "--key", sealed, "--passphrase-file", word)
    hanbin.restart()
    check(hanbin.cli("status").code == 0,
          "a passphrase of the recovery key alone is not the new key's")
    hanbin.stop()
    answer = hanbin.cli("key", "rotate", "--purpose", "sealing")
    check(answer.code == 69, "a node that is down: exit 69", answer)
    nothing_made(hanbin, "a node that is down")
    hanbin.start()
    following = hanbin.dir / "keys/sealing.key.next"
    net.must("key", "new", following, "--name", "hanbin", "--purpose",
             "sealing", "--passphrase-file", word)
    before = following.read_bytes()
    answer = hanbin.cli("key", "rotate", "--purpose", "sealing")
    check(answer.code != 0 and str(following) in answer.out + answer.err and
          following.read_bytes() == before,
          "what an earlier call left stays, and is named", answer)
    following.unlink()


def move(node):
    """An act by the log key; where it stands."""
    answer = node.sign(node.own_key(), "member", "move", "--address",
                       f"127.0.0.1:{node.peer_port}")
    if answer.code != 0:
        raise RuntimeError(str(answer))
    return answer.json


def log(network, office):
    hanbin, gaoxin = network["hanbin"], network["ankang-gaoxin"]
    before = move(hanbin)
    case = Case(office)
    case.run(4)
    network.synced()
    gaoxin.kill()
    old = network.dir / "old-log.key"
    shutil.copy(hanbin.dir / "keys/log.key", old)
    rotate(hanbin, "log")
    answer = hanbin.sign(old, "member", "move", "--address", "127.0.0.1:9")
    check(answer.code == 1, "the old key gets no act any more", answer)
    lost = move(hanbin)
    check(True, "the new key signs")
    case.run(2)
    gaoxin.start()
    network.synced()
    check(True, "who was down catches up across the rotation")
    closed(network, case)
    for node in network:
        node.restart()
    network.synced()
    closed(network, Case(office))
    (hanbin.dir / "index.sqlite").unlink()
    hanbin.restart()
    network.synced()
    check(hanbin.cli("log", "verify").code == 0, "the index is made anew")
    return before, lost


def compromised(network, office, stick):
    """By the recovery key; the old one counts no more."""
    hanbin = network["hanbin"]
    line = ssh_line(hanbin.own_key())
    rotate(hanbin, "log", "--compromised", "--key", stick)
    closed(network, Case(office))
    return line


def missing(network):
    """An act whose key is not here is not taken; nothing is half done."""
    hanbin = network["hanbin"]
    draft = network.dir / "lost"
    answer = hanbin.cli("key", "rotate", "--purpose", "log", "--draft", draft)
    check(answer.code == 0, "a rotation begins as a draft", answer)
    (hanbin.dir / "keys/log.key.next").rename(network.dir / "aside")
    answer = hanbin.cli("act", "submit", draft)
    check(answer.code == 1 and "F-115" in answer.out,
          "without the file of the new key it is refused: F-115", answer)
    hanbin.restart()
    check(hanbin.cli("status").code == 0, "and the node starts as before")


def git(node, *words, zone="UTC"):
    done = subprocess.run(
        ["git", f"--git-dir={node.dir}/logs/hanbin.git", "-c",
         "gpg.format=ssh", "-c",
         f"gpg.ssh.allowedSignersFile={node.network.dir}/signers", *words],
        text=True, capture_output=True, env={**os.environ, "TZ": zone})
    return done


def verdicts(node, *config, zone="UTC"):
    said = git(node, *config, "log", "--format=%G? %GS", "log", zone=zone)
    return {line: said.stdout.splitlines().count(line)
            for line in said.stdout.splitlines()}


def stock_tools(network, lost):
    """allowed_signers by time, and a list of revoked keys."""
    node = network["ankang"]
    signers = net.must("log", "signers", "--dir", node.dir).out
    (network.dir / "signers").write_text(signers)
    lines = [s for s in signers.splitlines() if s.startswith("hanbin ")]
    check(len(lines) == 3 and "valid-after" not in lines[0] and
          "valid-before" in lines[1] and "valid-before" not in lines[2],
          "three log keys of hanbin, each with its time", lines)
    for zone in ("UTC", "Asia/Shanghai", "America/New_York"):
        said = verdicts(node, zone=zone)
        check(list(said) == ["G hanbin"],
              f"stock git: every commit is Good, in {zone}", said)
    revoked = net.must("log", "revoked", "--dir", node.dir).out
    (network.dir / "revoked").write_text(revoked)
    check(len(revoked.splitlines()) == 1 and
          revoked.split()[1] == lost.split()[1],
          "the compromised key is the one on the list", revoked)
    said = verdicts(node, "-c",
                    f"gpg.ssh.revocationFile={network.dir}/revoked")
    bad = sum(n for line, n in said.items() if not line.startswith("G"))
    check(said.get("G hanbin", 0) > 0 and bad > 0,
          "with it, commits of that key are refused, others are Good", said)
    first = git(node, "rev-list", "--max-parents=0", "log").stdout.strip()
    last = git(node, "rev-parse", "log").stdout.strip()
    for name, commit in (("first", first), ("last", last)):
        done = git(node, "-c",
                   f"gpg.ssh.revocationFile={network.dir}/revoked",
                   "verify-commit", commit)
        check(done.returncode == 0, f"git verify-commit: the {name} is Good",
              done.stderr)


def stock_acts(network, lost_act, old_act):
    """ssh-keygen on acts by log keys of before."""
    node = network["ankang"]
    for act, revoked in ((old_act, False), (lost_act, True)):
        out = network.dir / "act"
        who = net.must("act", "export", act["id"], "--dir", node.dir, "--out",
                       out).out.strip()
        when = datetime.datetime.fromtimestamp(act["time"],
                                               datetime.timezone.utc)
        words = ["ssh-keygen", "-Y", "verify", "-n", "act@tongban", "-f",
                 network.dir / "signers", "-I", who, "-s", f"{out}.sig",
                 f"-Overify-time={when:%Y%m%d%H%M%SZ}"]
        for more in ([], ["-r", network.dir / "revoked"]):
            done = subprocess.run(words + more, input=out.read_bytes(),
                                  capture_output=True)
            check((done.returncode == 0) == (not more or not revoked),
                  f"ssh-keygen on an act by {'the lost' if revoked else 'an old'}"
                  f" key{' with -r' if more else ''}", done)


def outsider(network):
    """The checker written from FORMAT alone follows; its exports agree."""
    node = network["ankang"]
    audit = network.dir / "audit"
    done = subprocess.run(
        [sys.executable, OUTSIDER, "--genesis", network.genesis(), "--export",
         audit, node.dir / "logs"], text=True, capture_output=True)
    check(done.returncode == 0, "verify.py follows every rotation",
          done.stdout + done.stderr)
    for name, mine in (("allowed_signers", "signers"),
                       ("revoked_keys", "revoked")):
        ours = sorted((network.dir / mine).read_text().splitlines())
        check(sorted((audit / name).read_text().splitlines()) == ours,
              f"its {name} is ours")


def receipts(network, office):
    """A receipt of before a rotation, by the key of its size."""
    node = network["ankang"]
    act = office.acts[0]
    (network.dir / "raw").write_bytes(node.get(f"/v1/acts/{act}/raw")[1])
    (network.dir / "proof").write_bytes(node.get(f"/v1/acts/{act}/proof")[1])
    done = subprocess.run(
        [sys.executable, OUTSIDER, "--genesis", network.genesis(),
         "--receipt", network.dir / "proof", "--act", network.dir / "raw",
         node.dir / "logs"], text=True, capture_output=True)
    check(done.returncode == 0, "a receipt verifies across rotations",
          done.stdout + done.stderr)


def unheard(network):
    """Several rotations of the channel while nobody hears of them."""
    hanbin = network["hanbin"]
    others = [n for n in network if n is not hanbin]
    for node in others:
        node.stop()
    for _ in range(3):
        rotate(hanbin, "channel")
    hanbin.restart()
    for node in others:
        node.start()
    check(report.until(60, network.connected),
          "three rotations that nobody heard of cut nobody off",
          hanbin.status().get("connected"))
    network.synced()


class Reading(Office):
    """An office that also opens a file."""

    def open_file(self, case, what):
        out = self.network.dir / "opened"
        answer = self.network["hanbin"].sign(
            self.key("li-min"), "case", "file", case.number, "form",
            "--out", out, "--reason", "核对")
        check(answer.code == 0 and "rid" in out.read_text(), what, answer)
        out.unlink(missing_ok=True)


def main():
    with Network() as network:
        network.found()
        office = Reading(network)
        office.open()
        sealing(network, office)
        channel(network, office)
        unheard(network)
        stick = offline(network)
        acts = log(network, office)
        lost = compromised(network, office, stick)
        missing(network)
        network.synced()
        verified(network)
        stock_tools(network, lost)
        stock_acts(network, acts[1], acts[0])
        outsider(network)
        receipts(network, office)


main()
report.close()
