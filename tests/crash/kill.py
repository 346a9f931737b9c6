#!/usr/bin/env python3
"""A process is killed before each of its calls that change a file.

    kill.py [all|quick]

strace kills it (SIGKILL on entry: the call does not happen).  The next life
must find everything that the killed one said; some of those are killed in their
turn, while they clear up.  Of the 256 equal folders that git's objects lie in
every sixteenth is tried; quick tries a tenth of all.
"""

import random
import shutil
import subprocess
import sys

import life

CHANGES = ("openat", "mkdir", "write", "pwrite64", "fsync", "fdatasync",
           "syncfs", "rename", "link", "unlink", "unlinkat", "rmdir",
           "ftruncate", "utimensat", "mmap", "munmap")
FAN_STEP = 16
AGAIN_OF_10 = 3
SEED = 5


def changes(call):
    """Whether this call may change what is on the disk."""
    name, number, line = call
    if name == "openat":
        return "O_CREAT" in line or "O_TRUNC" in line
    if name == "mmap":
        return "MAP_SHARED" in line and "PROT_WRITE" in line
    return name != "mkdir" or "/objects/" not in line or number % FAN_STEP == 0


def killing(call):
    return ["strace", "-qq", "-o", "/dev/null", "-e", f"trace={call[0]}",
            "-e", f"inject={call[0]}:signal=KILL:when={call[1]}"]


def kill_once(call, folder):
    """Killed there; then a next life, and one that is killed as well."""
    killed = life.live(folder, before=killing(call))
    if killed.code != -9 and killed.code != 137:
        return f"it was not killed but ended with {killed.code}"
    said = life.lines(killed.said)
    draw = random.Random(f"{SEED} {call}")
    if draw.randrange(10) < AGAIN_OF_10:
        again = (draw.choice(("openat", "fsync", "rename", "write", "unlink")),
                 draw.randrange(1, 20))
        second = life.live(folder, said, before=killing(again))
        if second.code == 1:
            return f"killed twice: {second.complaint}"
        said += life.lines(second.said)
    return life.faults(folder, said)


def can_be_wrong(folder, said):
    """What was lost is seen: else all of this shows nothing."""
    logs = folder / "logs"
    ref = (logs / "hanbin.git/refs/heads/log").read_text().strip()
    cut = subprocess.run(["git", "-C", logs / "hanbin.git", "rev-parse",
                          f"{ref}~2"], capture_output=True, text=True,
                         env=life.ENVIRONMENT, check=True).stdout
    pack = next((logs / "ankang-gaoxin.git/objects/pack").glob("*.pack"))
    name = next(line[5:] for line in said.splitlines()
                if line.startswith("file "))
    file = folder / "vault" / name[:2] / name

    def end_is_lost(copy):
        (copy / "logs/hanbin.git/refs/heads/log").write_text(cut)

    def pack_is_lost(copy):
        (copy / pack.relative_to(folder)).unlink()

    def file_is_torn(copy):
        torn = copy / file.relative_to(folder)
        torn.chmod(0o600)
        torn.write_bytes(torn.read_bytes()[:-1])

    def time_is_lost(copy):
        (copy / "signed-time").write_text("1\n")
        shutil.rmtree(copy / "logs/hanbin.git")

    for harm in (end_is_lost, pack_is_lost, file_is_torn, time_is_lost):
        copy = folder.parent / harm.__name__
        shutil.copytree(folder, copy)
        harm(copy)
        found = life.faults(copy, said)
        life.check(found, f"it would be seen that {harm.__name__}".replace(
            "_", " "))


def main(mode):
    with life.top() as top:
        runs = life.Runs(top)
        whole = runs.folder / "whole"
        whole.mkdir()
        all_calls, first = life.calls(whole, CHANGES)
        life.check(first.code == 0 and not life.faults(whole, first.said),
                   "a life that nobody disturbs is found whole", first)
        can_be_wrong(whole, first.said)
        names = [c for c in all_calls if changes(c)]
        if mode == "quick":
            names = names[::10]
        kinds = {c[0] for c in names}
        life.check(kinds >= {"openat", "mkdir", "write", "fsync", "rename"},
                   "its calls are seen", kinds)
        runs.all(names, kill_once)
        runs.report("killed before any call that changes a file, nothing that "
                    "was said is lost, git fsck is clean and it goes on")


main(sys.argv[1] if len(sys.argv) > 1 else "all")
life.close()
