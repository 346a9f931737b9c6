#!/usr/bin/env python3
"""Passphrases and private keys: looked for wherever they must not be.

A network whose keys are all under one passphrase works on a case.  Then command
lines, environments, journals, texts of failing commands, every stored byte and,
as root, the memory of the daemons and of a command that waits for an answer are
searched.  What is found in memory is in locked pages that no core holds, and
nowhere else; the passphrase is not found at all.
"""

import base64
import os
import pty
import signal
import subprocess

import logs  # first: sets the path to the helpers of tests/network
import image
import network as net
import report
from network import Network
from office import Case, Office
from report import check

PASSPHRASE = "open-" + os.urandom(12).hex()
IS_ROOT = os.geteuid() == 0
WAIT_SECONDS = 240


def under_passphrase(path):
    """All commands and daemons find the passphrase by its file's name."""
    plain = net.environment
    os.environ["TONGBAN_PASSPHRASE_FILE"] = str(path)

    def environment(failpoint=None):
        return plain(failpoint) | {"TONGBAN_PASSPHRASE_FILE": str(path)}
    net.environment = environment


def node_secrets(network):
    """Every secret there is: of nodes, roots and staff."""
    word = PASSPHRASE.encode()
    secrets = {"passphrase": word}
    for path in [*network.dir.rglob("*.key")]:
        name = str(path.relative_to(network.dir))
        secrets[name] = image.secret_of(path, word)
    return secrets


def stored(network, secret_file):
    """(name, bytes) of every file, git's objects unpacked."""
    for path in sorted(network.dir.rglob("*")):
        if path.is_file() and path != secret_file:
            yield path, path.read_bytes()
        if path.suffix == ".git" and path.is_dir():
            yield path, subprocess.run(
                ["git", "--git-dir", path, "cat-file", "--batch-all-objects",
                 "--batch"], capture_output=True, check=True).stdout


def on_disk(network, secret_file, secrets):
    count = size = 0
    bad = []
    for path, data in stored(network, secret_file):
        count += 1
        size += len(data)
        bad += [f"{path}: {name}" for name in image.found(data, secrets)]
    word = PASSPHRASE.encode()
    disguised = (word, word.hex().encode(), base64.b64encode(word),
                 base64.b64encode(b"a" + word), base64.b64encode(b"ab" + word))
    check(image.found(secret_file.read_bytes(), secrets) == ["passphrase"] and
          all(image.found(data, secrets) for data in disguised),
          "the search finds a secret where one is")
    check(count > 100 and not bad,
          f"{count} files, {size} bytes: not one secret in clear", bad[:5])


def of_process(network, secrets):
    """What others see of a daemon: its journal, and as root the rest."""
    for node in network:
        journal = node.journal().encode()
        check(journal and not image.found(journal, secrets),
              f"{node.name}: none in the journal", image.found(journal, secrets))
        pid = node.process.pid
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            line = file.read()
        check(b"run" in line and not image.found(line, secrets),
              f"{node.name}: none in the command line")
        if not IS_ROOT:
            check(image.refused(f"/proc/{pid}/environ"),
                  f"{node.name}: the environment is closed to its own user")
            continue
        with open(f"/proc/{pid}/environ", "rb") as file:
            line = file.read()
        check(b"TONGBAN_PASSPHRASE_FILE=" in line and
              not image.found(line, secrets),
              f"{node.name}: the environment has the file's name alone")


def hold(taken, secrets, names, who):
    """In the image: these secrets in locked pages, the others nowhere."""
    astray, missing = [], []
    for name, raw in secrets.items():
        places = taken.places(raw)
        if name not in names:
            astray += [f"{name}: {sorted(flags)}" for flags in places]
            continue
        if not places:
            missing.append(name)
        astray += [f"{name}: {sorted(flags)}" for flags in places
                   if not {"lo", "dd"} <= flags]
    check(not missing, f"{who}: its keys are found in locked pages, out of "
          "cores", missing)
    check(not astray, f"{who}: {taken.bytes >> 20} MiB of memory hold no "
          "passphrase, and no key elsewhere", astray[:5])


def in_memory(network, secrets):
    for node in network:
        if not IS_ROOT:
            check(image.refused(f"/proc/{node.process.pid}/mem"),
                  f"{node.name}: the memory is closed to its own user")
            continue
        own = f"nodes/{node.name}/keys"
        hold(image.Image(node.process.pid), secrets,
             {f"{own}/{word}.key"
              for word in ("log", "channel", "sealing", "witness")},
             node.name)


def read_until(fd, *words):
    """What a terminal shows, up to one of the words."""
    text = b""
    while not any(word in text for word in words):
        text += os.read(fd, 4096)
    return text


def too_long(number, frame):
    raise TimeoutError(f"no prompt within {WAIT_SECONDS} s")


def at_a_prompt(network, secrets):
    """`key sign`: the passphrase is typed, then it waits for yes or no."""
    node = network["ankang"]
    root = node.dir / "keys/root-1.key"
    draft = network.dir / "draft"
    answer = node.sign(root, "calendar", "publish", net.SOURCE /
                       "deploy/calendars/cn-2024-2026.yaml", "--draft", draft)
    check(answer.code == 0, "a draft to sign", answer)
    env = {name: value for name, value in net.environment().items()
           if name != "TONGBAN_PASSPHRASE_FILE"}
    ours, theirs = pty.openpty()
    command = subprocess.Popen(
        [net.PROGRAM, "key", "sign", draft, "--key", root, "--json"],
        stdin=theirs, stdout=theirs, stderr=theirs, env=env)
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(WAIT_SECONDS)
    shown = read_until(ours, b"passphrase: ")
    os.write(ours, PASSPHRASE.encode() + b"\n")
    shown += read_until(ours, b"yes/no")
    if IS_ROOT:
        hold(image.Image(command.pid), secrets,
             {"nodes/ankang/keys/root-1.key"}, "key sign at its prompt")
    else:
        check(image.refused(f"/proc/{command.pid}/mem"),
              "key sign at its prompt: closed to its own user")
    os.write(ours, b"no\n")
    check(command.wait(WAIT_SECONDS) != 0 and not image.found(shown, secrets),
          "what is typed is not shown", shown)
    signal.alarm(0)
    os.close(ours)
    os.close(theirs)


def failing(network, office, secret_file):
    """(what, answer) of commands that fail with a secret at hand."""
    node = network["hanbin"]
    clerk = office.key("li-min")
    wrong = network.dir / "wrong"
    wrong.write_text(PASSPHRASE[:-1] + "\n")
    wrong.chmod(0o600)
    long = network.dir / "long"
    long.write_text(PASSPHRASE * 100)
    long.chmod(0o600)
    number = ["case", "show", "HANBIN-20260101-0001-X"]
    for path, what in ((wrong, "a wrong passphrase"),
                       (long, "one that is too long"),
                       (clerk, "a key file for a passphrase")):
        yield what, node.sign(clerk, *number, "--passphrase-file", path)
    for words in (["case", "list", "--key", secret_file],
                  ["act", "submit", secret_file],
                  ["calendar", "publish", secret_file, "--key", clerk],
                  ["standard", "publish", secret_file, "--key", clerk],
                  ["member", "admit", secret_file, "--key", clerk],
                  ["case", "receive", "--item", "T04", "--home", "hanbin",
                   "--form", secret_file, "--key", clerk]):
        yield "the passphrase file in " + " ".join(
            str(w) for w in words[:2]), node.cli(*words)
    yield "in key show", net.tongban("key", "show", secret_file)
    yield "in join", net.tongban(
        "join", "--genesis", secret_file, "--dir", network.dir / "other",
        "--node", "other-node", "--name", "x")
    node.stop()
    config = node.dir / "node.yaml"
    good = config.read_text()
    config.write_text(good.replace('passphrase_file: ""',
                                   f'passphrase_file: "{wrong}"'))
    yield "a daemon with a wrong passphrase", net.tongban(
        "run", "--dir", node.dir)
    config.write_text(good)


def errors(network, office, secret_file, secrets):
    piece = {"passphrase": PASSPHRASE[:-2].encode()}
    for what, answer in failing(network, office, secret_file):
        text = (answer.out + answer.err).encode()
        check(answer.code not in (0, -11) and text and
              not image.found(text, secrets | piece), f"{what}: not in the error",
              f"{answer}")


def main():
    with Network() as network:
        secret_file = network.dir / "passphrase"
        secret_file.write_text(PASSPHRASE + "\n")
        secret_file.chmod(0o600)
        under_passphrase(secret_file)
        network.found()
        office = Office(network)
        office.open()
        case = Case(office)
        case.run(5)
        network.synced()
        secrets = node_secrets(network)
        check(len(secrets) >= 20, "secrets of nodes, roots and staff",
              sorted(secrets))
        of_process(network, secrets)
        in_memory(network, secrets)
        at_a_prompt(network, secrets)
        on_disk(network, secret_file, secrets)
        errors(network, office, secret_file, secrets)


main()
report.close()
