#!/usr/bin/env python3
"""Each call of a process that keeps acts and files fails once.

    starve.py [all|quick|full]

strace has the call fail: the disk is full (ENOSPC) or gone (EIO), there are no
descriptors (EMFILE), no memory (ENOMEM).  Memory is also limited as a whole, at
many sizes.  The process may stop (70; a want of memory aborts it), or go on
where nothing depended on the call.  It may never say what is not so: the next
life looks.  After a failed write or fsync nothing more may be said at all.

full: every call with every error.  all: every one that changes a file, and of
those that do not, and of the 256 equal folders that git's objects lie in, some.
quick: a tenth of that.
"""

import pathlib
import sys
import tempfile

import life

# Which errors, and of how many calls one is tried.
ERRORS = {
    "write": (("ENOSPC", "EIO"), 1),
    "pwrite64": (("ENOSPC", "EIO"), 1),
    "fsync": (("EIO", "ENOSPC"), 1),
    "fdatasync": (("EIO", "ENOSPC"), 1),
    "syncfs": (("EIO", "ENOSPC"), 1),
    "rename": (("ENOSPC", "EIO"), 1),
    "link": (("ENOSPC", "EIO"), 1),
    "unlink": (("EIO",), 1),
    "ftruncate": (("ENOSPC", "EIO"), 1),
    "openat": (("EMFILE", "EIO", "ENOSPC"), 4),
    "mkdir": (("ENOSPC", "EIO"), 16),
    "close": (("EIO",), 8),
    "read": (("EIO",), 4),
    "pread64": (("EIO",), 4),
    "getdents64": (("EIO",), 8),
    "mmap": (("ENOMEM",), 1),
    "munmap": (("ENOMEM",), 1),
}
# After these there is nothing more to be said.
FINAL = ("write", "pwrite64", "fsync", "fdatasync", "syncfs", "ftruncate")
MEMORY_KIB_MAX = 1 << 18
MEMORY_STEPS = 24
MEMORY_STEP_KIB = 48
EXIT_FAILED = 70
# What a process may end with: done, failed, aborted (mem_new() of base/mem.h),
# and not even begun, because the loader could not read a library.
ENDS = (0, EXIT_FAILED, -6, 134, 127)
SPEAKS = "write(1,"


def plan(calls, folder, mode):
    """(name, number, error, what was said before it), from where the folder is
    first named: what the loader does comes before."""
    said = 0
    begun = False
    for name, number, line in calls:
        begun = begun or str(folder) in line
        errors, step = ERRORS[name]
        if mode != "full":
            if name == "openat" and "O_CREAT" in line:
                errors, step = ("ENOSPC",), 1
            errors = errors[number // step % len(errors):][:1]
        if begun and (mode == "full" or number % step == 0):
            for error in errors:
                yield name, number, error, said
        said += line.startswith(SPEAKS)


def starve_once(item, folder):
    name, number, error, said_before = item
    starved = life.live(folder, before=[
        "strace", "-qq", "-o", "/dev/null", "-e", f"trace={name}",
        "-e", f"inject={name}:error={error}:when={number}"])
    said = life.lines(starved.said)
    if starved.code not in ENDS:
        return f"it ends with {starved.code}: {starved.complaint}"
    if starved.code == EXIT_FAILED and not starved.complaint:
        return "it failed and did not say why"
    if name in FINAL and starved.code == 0:
        return "it goes on as if nothing had happened"
    if name in FINAL and said.count("\n") > said_before:
        return "it said more after the failure"
    return life.faults(folder, said)


def live_within(kib, folder):
    """With an address space of so much in all."""
    return life.live(folder, before=["prlimit", f"--as={kib << 10}"])


def starve_memory(kib, folder):
    starved = live_within(kib, folder)
    if starved.code not in ENDS:
        return f"it ends with {starved.code}: {starved.complaint}"
    return life.faults(folder, life.lines(starved.said))


def memory_needed(top):
    """The least KiB with which a life goes well, within a step."""
    low, high = 0, MEMORY_KIB_MAX
    while high - low > MEMORY_STEP_KIB:
        middle = (low + high) // 2
        with tempfile.TemporaryDirectory(dir=top) as folder:
            good = live_within(middle, pathlib.Path(folder)).code == 0
        low, high = (low, middle) if good else (middle, high)
    return high


def main(mode):
    with life.top() as top:
        whole = pathlib.Path(top) / "whole"
        whole.mkdir()
        calls, first = life.calls(whole, ERRORS)
        life.check(first.code == 0 and first.said.count("\n") == sum(
            c[2].startswith(SPEAKS) for c in calls),
                   "a life that nobody disturbs says all that it does", first)
        items = list(plan(calls, whole, mode))
        if mode == "quick":
            items = items[::10]
        for kind in sorted({i[2] for i in items}):
            runs = life.Runs(top)
            runs.all([i for i in items if i[2] == kind], starve_once)
            runs.report(f"with {kind} at any call nothing is said that is not "
                        "so, and the next life goes on")
        runs = life.Runs(top)
        needed = memory_needed(top)
        runs.all([needed - i * MEMORY_STEP_KIB
                  for i in range(1, MEMORY_STEPS + 1)], starve_memory)
        runs.report("nor with too little memory, of any size")


main(sys.argv[1] if len(sys.argv) > 1 else "all")
life.close()
