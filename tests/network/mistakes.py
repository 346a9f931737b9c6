#!/usr/bin/env python3
"""What operators do wrong: one sentence and the documented exit code.

    mistakes.py [all|quick]
"""

import re
import shutil

import report
from network import Network, SOURCE, free_ports, tongban
from report import check

STANDARD = SOURCE / "deploy/standards/T04.yaml"


def one_sentence(answer, code, word):
    """This exit, one line, and the word that tells which mistake it is."""
    lines = answer.err.splitlines()
    return answer.code == code and len(lines) == 1 and word in lines[0]


def run(folder, *words):
    return tongban("run", "--dir", folder, *words)


def refused(folder, code, word, sentence, *words):
    """The daemon does not start; the journal may have said more before."""
    answer = run(folder, *words)
    last = [line for line in answer.err.splitlines() if "tongban: " in line]
    check(answer.code == code and len(last) == 1 and word in last[0],
          f"{sentence}: one sentence, exit {code}", answer)


def join(network, folder, *words):
    peer, api = free_ports(2)
    answer = tongban("join", "--dir", folder, "--node", "xunyang", "--name",
                     "旬阳市", "--genesis", network.genesis(), "--listen",
                     f"127.0.0.1:{peer}", "--api", f"127.0.0.1:{api}", *words)
    check(answer.code == 0, f"{folder.name} is set up", answer)


def set_key(folder, key, value):
    path = folder / "node.yaml"
    text, count = re.subn(rf'^{key}: .*$', f'{key}: "{value}"',
                          path.read_text("utf-8"), flags=re.M)
    if count != 1:
        raise RuntimeError(f"{path} has no {key}")
    path.write_text(text, "utf-8")


def folders(network):
    """A second daemon on a folder, and a folder of another network."""
    refused(network["hanbin"].dir, 69, "another daemon works in",
            "a second daemon on one folder")
    refused(network.dir, 1, "is no data folder", "a folder without a node")
    folder = network.dir / "other"
    join(network, folder)
    refused(folder, 78, "is of network", "a folder of another network",
            "--network", "0" * 64)


def ports(network):
    folder = network.dir / "taken"
    join(network, folder)
    for key, port in (("listen", network["hanbin"].peer_port),
                      ("api", network["hanbin"].api_port)):
        copy = network.dir / f"taken-{key}"
        shutil.copytree(folder, copy)
        set_key(copy, key, f"127.0.0.1:{port}")
        refused(copy, 69, "is taken by another process",
                f"a port of others as {key}")


def passphrases(network):
    folder, path = network.dir / "sealed", network.dir / "passphrase"
    path.write_text("正确的口令\n", "utf-8")
    path.chmod(0o600)
    join(network, folder, "--passphrase-file", path)
    set_key(folder, "passphrase_file", path)
    path.write_text("错误的口令\n", "utf-8")
    refused(folder, 78, "does not open", "a wrong passphrase")
    path.chmod(0o644)
    refused(folder, 78, f"chmod 600 {path}",
            "a passphrase file that others may read")
    path.unlink()
    refused(folder, 1, "no such file", "a passphrase file that is missing")


def open_to_others(network):
    folder = network.dir / "readable"
    join(network, folder)
    for name in ("log", "sealing", "channel"):
        path = folder / f"keys/{name}.key"
        path.chmod(0o640)
        refused(folder, 78, f"chmod 600 {path}",
                f"a {name} key that others may read")
        path.chmod(0o600)


def configuration(network):
    folder = network.dir / "configured"
    join(network, folder)
    path = folder / "node.yaml"
    lines = len(path.read_text("utf-8").splitlines())
    with open(path, "a", encoding="utf-8") as f:
        f.write("colour: green\n")
    answer = run(folder)
    check(one_sentence(answer, 78, f" {lines + 1}:9: {path}: unknown") and
          "colour" in answer.err,
          "an unknown key in node.yaml: its line, one sentence, exit 78",
          answer)
    answer = tongban("check-config", "--dir", folder)
    check(one_sentence(answer, 78, f" {lines + 1}:9: {path}: unknown"),
          "check-config says the same", answer)


def line_of(text, part):
    return text[:text.index(part)].count("\n") + 1


def bad_standards():
    """Name, sentence, text, the line of the mistake, a word of the verdict."""
    good = STANDARD.read_text("utf-8")

    def changed(old, new, mark=None):
        text = good.replace(old, new, 1)
        return text, line_of(text, mark or new)

    return (
        ("key", "an unknown key",
         *changed("catalogue:", "colour: green\ncatalogue:",
                  "colour:"), "colour"),
        ("name", "a name that was not declared",
         *changed("facts.health_ok}", "facts.healthy}"), "facts.healthy"),
        ("limit", "a missing limit",
         *changed("  promised: 1WD\n", "", "limits:"),
         "promised"),
        ("operator", "an unknown operator",
         *changed('"==="', '"~~~"'), "~~~"),
    )


def standards(network):
    before = network["ankang"].ends()
    root = network["ankang"].dir / "keys/root-1.key"
    for name, sentence, text, line, word in bad_standards():
        path = network.dir / f"{name}.yaml"
        path.write_text(text, "utf-8")
        answer = tongban("standard", "check", path)
        found = re.search(rf"^{re.escape(str(path))}:(\d+):(\d+): .*"
                          rf"{re.escape(word)}", answer.err, re.M)
        check(answer.code == 1 and found and int(found[1]) == line,
              f"a standard with {sentence}: line and column, exit 1",
              f"{answer}\nexpected line {line}")
        published = network["ankang"].sign(root, "standard", "publish", path)
        check(published.code == 1,
              f"a standard with {sentence} is not published", published)
    check(network["ankang"].ends() == before,
          "the authority's log has not grown by any of them")


def main():
    with Network() as network:
        network.found()
        folders(network)
        ports(network)
        passphrases(network)
        open_to_others(network)
        configuration(network)
        standards(network)
        check(network.equal(), "the running nodes did not notice")


main()
report.close()
