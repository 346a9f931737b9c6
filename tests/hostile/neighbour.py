#!/usr/bin/env python3
"""Another program of the node's own user, and an operator in the wrong user.

The node runs without privilege.  As root the test makes it a user of its own
(nobody) and attacks as that user; otherwise all of it is the user that runs
the test.  Each attack is first shown to work on a process that gave nothing
up, unless the kernel forbids it between all processes (Yama).
"""

import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys

import logs  # noqa: F401 first: sets the path to the helpers
import network as net
import report
from network import Network
from report import check

NOBODY = 65534
IS_ROOT = os.geteuid() == 0
WAIT_SECONDS = 30
UNLOCKED = "keys are not locked in memory"


def as_user(*words):
    """A command of the user without privilege."""
    drop = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}",
            "--clear-groups"] if IS_ROOT else []
    return [*drop, *map(str, words)]


def run(*words):
    return net.Answer(subprocess.run(
        words, text=True, capture_output=True, stdin=subprocess.DEVNULL,
        timeout=net.CALL_SECONDS, env=net.environment()))


def attacked(here, pid):
    answer = run(*as_user(sys.executable, here / "attack.py", pid))
    if answer.code != 0:
        raise RuntimeError(str(answer))
    return set(answer.out.split())


def yama():
    path = pathlib.Path("/proc/sys/kernel/yama/ptrace_scope")
    return path.exists() and path.read_text().strip() != "0"


def control(here):
    """A process that gave nothing up."""
    victim = subprocess.Popen(as_user("sleep", "600"))
    report.until(5, lambda: pathlib.Path(
        f"/proc/{victim.pid}/comm").read_text() == "sleep\n")
    try:
        worked = attacked(here, victim.pid)
    finally:
        victim.kill()
        victim.wait()
    reading = {"environ", "maps"}
    if yama():
        check(reading <= worked, "Yama keeps processes of one user from "
              "tracing; reading works on a process that gave nothing up",
              worked)
    else:
        check(worked == reading | {"mem", "ptrace", "process_vm_readv"},
              "each attack works on a process that gave nothing up", worked)


def nothing_locked():
    resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, 0))


def unlimited():
    most = resource.RLIM_INFINITY if IS_ROOT else resource.getrlimit(
        resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


def dumps(pid, number):
    os.kill(pid, number)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status) and os.WCOREDUMP(status)


class Victim:
    """A node of its own, of the user without privilege."""

    def __init__(self, network):
        self.dir = network.dir / "own"
        self.program = network.dir / "tongban"
        shutil.copy(net.PROGRAM, self.program)
        network.dir.chmod(0o755)
        self.dir.mkdir()
        if IS_ROOT:
            os.chown(self.dir, NOBODY, NOBODY)
        self.journal = network.dir / "own.log"
        ports = net.free_ports(2)
        self.setup = ["init", "--dir", self.dir, "--node", "ankang", "--name",
                      "安康市", "--network", "安康通办网", "--listen",
                      f"127.0.0.1:{ports[0]}", "--api",
                      f"127.0.0.1:{ports[1]}"]

    def said(self):
        return self.journal.read_text("utf-8", "replace")

    def start(self, limits):
        self.journal.write_text("")
        with open(self.journal, "ab") as journal:
            self.process = subprocess.Popen(
                as_user(self.program, "run", "--dir", self.dir),
                stdin=subprocess.DEVNULL, stdout=journal, stderr=journal,
                env=net.environment(), cwd=self.dir, preexec_fn=limits)
        if not report.until(WAIT_SECONDS, lambda: "the node serves" in
                            self.said()):
            raise RuntimeError(self.said())


def wrong_user(victim):
    """Root in somebody else's folder; without root, in root's."""
    if IS_ROOT:
        answer = run(net.PROGRAM, *map(str, victim.setup))
        check(answer.code == 78 and "sudo -u 'nobody'" in answer.err and
              not any(victim.dir.iterdir()),
              "root sets up nothing in a user's folder", answer)
    made = run(*as_user(victim.program, *victim.setup))
    check(made.code == 0, "the user itself does", made)
    folder, owner = ((victim.dir, "nobody") if IS_ROOT else
                     (pathlib.Path("/"), "root"))
    before = sorted(victim.dir.rglob("*"))
    for words in (["run"], ["index", "rebuild"]):
        answer = run(net.PROGRAM, *words, "--dir", folder)
        check(answer.code == 78 and f"sudo -u '{owner}'" in answer.err,
              f"{' '.join(words)} in a folder of {owner}: 78, and the way "
              "out", answer)
    check(sorted(victim.dir.rglob("*")) == before, "nothing was written")


def unlocked(victim):
    """The system locks no memory: it is said, and the node runs."""
    victim.start(nothing_locked)
    check(UNLOCKED in victim.said(), "where nothing can be locked the journal "
          "says so", victim.said())
    victim.process.terminate()
    victim.process.wait(WAIT_SECONDS)


def root_at_home(network):
    """The nodes of the other tests, when root runs them."""
    node = network["ankang"]
    node.setup("init", "--network", "安康通办网")
    node.start()
    check(("the node runs as root" in node.journal()) == IS_ROOT,
          "root on a folder of its own works, with a warning; others have "
          "none", node.journal())
    node.stop()


def main():
    with Network() as network:
        here = network.dir
        shutil.copy(pathlib.Path(__file__).with_name("attack.py"), here)
        victim = Victim(network)
        wrong_user(victim)
        control(here)
        unlocked(victim)
        victim.start(unlimited)
        check(UNLOCKED not in victim.said(), "an ordinary limit is enough",
              victim.said())
        try:
            worked = attacked(here, victim.process.pid)
            check(not worked, "none of them works on the node", worked)
        finally:
            dumped = dumps(victim.process.pid, signal.SIGSEGV)
        check(not dumped, "a crash leaves no core, whatever the limits")
        root_at_home(network)


main()
report.close()
