#!/usr/bin/env python3
"""The filter of system calls in deploy/tongban.service is enough, and bites.

The unit's groups are expanded by systemd itself.  Three daemons, without
privilege, run under that very filter through a case, a kill and a restart;
one of them is traced, and every call that it made must be in the list.
"""

import os
import re
import shutil
import subprocess
import sys

import logs  # noqa: F401 first: sets the path to the helpers
import network as net
import report
from network import Network
from office import Case, Office
from report import check

UNIT = net.SOURCE / "deploy/tongban.service"
FILTERED = net.BUILD.resolve() / "hostile_filtered"
NOBODY = 65534
TRACED = "hanbin"


# ---- the list ----

def groups():
    """{"@group": its words}, as this systemd has them."""
    said = subprocess.run(["systemd-analyze", "--no-pager", "syscall-filter"],
                          text=True, capture_output=True, check=True).stdout
    known, name = {}, None
    for line in said.splitlines():
        word = line.strip()
        if line.startswith("@"):
            name = word
            known[name] = []
        elif word and not word.startswith("#") and name:
            known[name].append(word)
    return known


def expand(words, known):
    calls = set()
    for word in words:
        calls |= (expand(known[word], known) if word.startswith("@") else
                  {word})
    return calls


def of_unit(text, known):
    """systemd.exec(5): the first line allows, ~ takes away, in their order."""
    calls = set()
    for line in re.findall(r"^SystemCallFilter=(.*)$", text, re.M):
        if line.startswith("~"):
            calls -= expand(line[1:].split(), known)
        else:
            calls |= expand(line.split(), known)
    return calls


def numbers():
    """{call: its number} on this machine."""
    text = subprocess.run(
        ["cc", "-dM", "-E", "-"], input="#include <asm/unistd.h>\n",
        text=True, capture_output=True, check=True).stdout
    known = dict(re.findall(r"^#define (__NR\w+) (\w+)$", text, re.M))
    return {name[5:]: int(known.get(value, value)) for name, value in
            known.items() if name.startswith("__NR_") and
            known.get(value, value).isdecimal()}


# ---- the daemons ----

def unprivileged():
    return (["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}",
             "--clear-groups"] if os.geteuid() == 0 else [])


class Filtered(net.Node):
    """A daemon under the filter."""

    calls = ""    # numbers, with commas
    program = None

    def trace(self):
        return self.network.dir / f"{self.name}.strace"

    def spawn(self, failpoint=None):
        # -D: the process that is started is the daemon, not its tracer.
        tracer = (["strace", "-D", "-f", "-A", "-o", self.trace()]
                  if self.name == TRACED else [])
        words = [*tracer, *unprivileged(), FILTERED, self.calls, self.program,
                 "run", "--dir", self.dir]
        with open(self.journal_path, "ab") as journal:
            self.process = subprocess.Popen(
                [str(word) for word in words], stdin=subprocess.DEVNULL,
                stdout=journal, stderr=journal,
                env=net.environment(failpoint))


def hand_over(network):
    """The folders to the user that the daemons run as."""
    network.dir.chmod(0o755)
    if os.geteuid() == 0:
        for node in network:
            for path in [node.dir, *node.dir.rglob("*")]:
                os.chown(path, NOBODY, NOBODY)


def found(network):
    network.make()
    hand_over(network)
    for node in network:
        node.start()
    network.opened()
    for name in ("hanbin", "ankang-gaoxin"):
        network.admit(network[name])
    network.publish()


# ---- what was called ----

def called(path, program):
    """({call: error or ""}) after the daemon's own exec, all its threads."""
    calls, begun = {}, False
    pattern = re.compile(r"^\d+ +(?:<\.\.\. )?(\w+)(?:\(| resumed>)")
    with open(path, encoding="utf-8", errors="replace") as trace:
        for line in trace:
            if " execve(" in line:
                begun = f'execve("{program}"' in line
            call = pattern.match(line)
            if begun and call:
                error = re.search(r"= -1 (EPERM|EACCES) ", line)
                calls.setdefault(call.group(1), set()).add(
                    error.group(1) if error else "")
    return calls


def bites(listed):
    """Something harmless that everybody may do, but not under the filter."""
    nice = "import os; os.nice(1)"
    free = subprocess.run([sys.executable, "-c", nice], check=False,
                          capture_output=True, text=True)
    held = subprocess.run([FILTERED, listed, sys.executable, "-c", nice],
                          check=False, capture_output=True, text=True)
    check(free.returncode == 0 and "PermissionError" in held.stderr,
          "a call that is not in the list is denied", held.stderr)


def is_ended(path):
    """The tracer writes until the daemon is gone, and a little longer."""
    return " +++ exited with 0 +++" in path.read_text(
        "utf-8", "replace").splitlines()[-1]


def judge(path, program, allowed):
    report.until(20, lambda: is_ended(path))
    calls = called(path, program)
    check(len(calls) > 40 and {"landlock_create_ruleset", "fsync",
                               "accept4"} <= set(calls),
          f"{len(calls)} calls were seen in the trace", sorted(calls))
    extra = sorted(set(calls) - allowed)
    check(not extra, "each of them is allowed by the unit", extra)
    denied = sorted(call for call, errors in calls.items() if "EPERM" in
                    errors)
    check(not denied, "none was denied by the filter", denied)
    denied = sorted(call for call, errors in calls.items() if "EACCES" in
                    errors)
    check(not denied, "none was denied by Landlock", denied)


def without_landlock(node, listed, table):
    """As under a filter that knows nothing of it: the node runs, and says."""
    ours = {str(table[name]) for name in table if "landlock" in name}
    Filtered.calls = ",".join(n for n in listed.split(",") if n not in ours)
    node.start()
    check(node.answers() and "files are not confined" in node.journal() and
          "Operation not permitted" in node.journal(),
          "where Landlock is denied the node runs, and the journal says so",
          node.journal())
    node.stop()


def main():
    known = groups()
    allowed = of_unit(UNIT.read_text(), known)
    check(len(allowed) > 200 and not allowed & {"ptrace", "mount", "setuid",
                                                "bpf", "kexec_load"},
          f"the unit allows {len(allowed)} calls, of systemd's groups",
          sorted(allowed))
    table = numbers()
    listed = ",".join(str(table[name]) for name in sorted(allowed & set(
        table)))
    bites(listed)
    net.Node = Filtered
    with Network() as network:
        Filtered.calls = listed
        Filtered.program = shutil.copy(net.PROGRAM, network.dir / "tongban")
        found(network)
        office = Office(network)
        office.open()
        case = Case(office)
        case.run(4)
        network[TRACED].kill()
        network[TRACED].start()
        case.run()
        check(report.until(20, network.equal) and
              case.state(TRACED) == "CLOSED",
              "a case is worked to its end under the filter")
        for node in network:
            check(node.stop() == 0 and "Operation not permitted" not in
                  node.journal(), f"{node.name}: nothing denied, and ended in "
                  "order", node.journal())
        judge(network[TRACED].trace(), Filtered.program, allowed)
        without_landlock(network["ankang"], listed, table)


main()
report.close()
