#!/usr/bin/env python3
"""A video of an inspection, larger than either side's memory.

    big.py [all|quick|full]

It is received at one district, fetched by another and read there, a chunk at a
time.  VmHWM of /proc/PID/status is the most that a daemon ever had in memory,
ru_maxrss the same of a command (this program's own, some 25 MiB, is the least
it can show); each stays under 64 MiB.  The file has 256
MiB; full: 2 GiB, and the figures are printed.  A daemon that is killed in the
middle goes on where it was.
"""

import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import time

import network as net
import report
from network import Network
from office import Case, Office
from report import check

MIB = 1 << 20
MEMORY_MIB_MAX = 64
FETCH_SECONDS = 600


def peak_mib(pid):
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"VmHWM:\s+(\d+) kB", status.read())[1]) / 1024


def make_video(path, mib, tail):
    """Bytes that nothing can compress, and a @tail; the digest."""
    draw = random.Random(20261125)
    whole = hashlib.sha256()
    with open(path, "wb") as f:
        for _ in range(mib):
            piece = draw.randbytes(MIB)
            whole.update(piece)
            f.write(piece)
        f.write(tail)
        whole.update(tail)
    return whole.hexdigest()


def digest(path):
    with open(path, "rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def watched(*words):
    """Run a command; its answer, seconds, and the most memory it had."""
    begun = time.monotonic()
    child = subprocess.Popen([net.PROGRAM, *map(str, words)], text=True,
                             stdin=subprocess.DEVNULL, env=net.environment(),
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = child.stdout.read(), child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    answer = net.Answer(subprocess.CompletedProcess(words, child.returncode,
                                                    out, err))
    return answer, time.monotonic() - begun, usage.ru_maxrss / 1024


def receive(network, office, video):
    case = Case(office)
    files = office.files
    gaoxin = network["ankang-gaoxin"]
    answer, seconds, peak = watched(
        "case", "receive", "--item", "T04", "--home", "hanbin", "--form",
        files / "form.json", "--print", "M1", "--drawn", "M2", "--material",
        f"M3={video}", "--receipt", network.dir, "--dir", gaoxin.dir, "--key",
        office.key("chen-yu"))
    if answer.code != 0:
        raise RuntimeError(f"receive: {answer}")
    case.number = re.search(r"\S+-\d{8}-\d+-\S", answer.out)[0]
    return case, answer, seconds, peak


def read(network, office, case, out):
    return watched("case", "file", case.number, "mat.M3", "--out", out,
                   "--dir", network["hanbin"].dir, "--key",
                   office.key("li-min"))


def have(node):
    """Chunks of the video that are there; None when it is not missing."""
    missing = node.status().get("missing")
    if missing is None:
        return 0
    return next((m["have"] for m in missing if m["total"] > 1), None)


def fetch(network, kill):
    """Seconds until hanbin has all of it; it may be killed on the way."""
    hanbin = network["hanbin"]
    begun = time.monotonic()
    if kill:
        network.wait(lambda: (have(hanbin) or 0) >= 8, "some chunks are there")
        hanbin.kill()
        hanbin.start()
        check(report.until(10, lambda: (have(hanbin) or 0) >= 8),
              "killed in the middle: what was there is still there",
              hanbin.status().get("missing"))
    if not report.until(FETCH_SECONDS,
                        lambda: hanbin.status().get("vault_complete")):
        raise RuntimeError(f"not complete: {hanbin.status()['missing']}")
    return time.monotonic() - begun


def raw_mib_s(network, video, mib):
    """What the disk does with the same bytes, synced."""
    begun = time.monotonic()
    subprocess.run(["dd", f"if={video}", f"of={network.dir / 'raw'}", "bs=1M",
                    "conv=fsync"], check=True, capture_output=True)
    seconds = time.monotonic() - begun
    (network.dir / "raw").unlink()
    return mib / seconds


def small(name, peak):
    check(peak < MEMORY_MIB_MAX, f"{name}: under {MEMORY_MIB_MAX} MiB",
          f"{peak:.1f} MiB")


def leaves_nothing(network):
    staging = network["ankang-gaoxin"].dir / "staging"
    check(staging.is_dir() and not list(staging.iterdir()),
          "the upload leaves no file behind",
          list(staging.iterdir()))


def move(network, office, mib, kill):
    video = network.dir / "video"
    # 2 GiB is the most that an object may have.
    whole = make_video(video, mib, b"" if mib == 2048 else b"the end")
    hanbin, gaoxin = network["hanbin"], network["ankang-gaoxin"]
    raw = raw_mib_s(network, video, mib)
    hanbin.stop()  # so that what follows is measured by itself
    case, answer, receiving, peak = receive(network, office, video)
    small(f"the command that hands {mib} MiB in", peak)
    small("the daemon that receives it", peak_mib(gaoxin.process.pid))
    if receiving > 8:  # of which not all is the upload
        check(re.search(r"\d+ MiB / \d+ MiB", answer.err),
              "the command shows how far it is", answer.err)
    video.unlink()
    hanbin.start()
    fetching = fetch(network, kill)
    small("the daemon that serves it", peak_mib(gaoxin.process.pid))
    small("the daemon that fetches it", peak_mib(hanbin.process.pid))
    out = network.dir / "video.out"
    answer, reading, reader = read(network, office, case, out)
    check(answer.code == 0 and digest(out) == whole,
          "what is read at the other district is what was handed in", answer)
    small("the command that reads it", reader)
    small("the daemon that it is read from", peak_mib(hanbin.process.pid))
    out.unlink()
    leaves_nothing(network)
    print(f"# {mib} MiB; raw disk {raw:.0f} MiB/s; received in "
          f"{receiving:.1f} s ({mib / receiving:.0f} MiB/s), fetched in "
          f"{fetching:.1f} s ({mib / fetching:.0f} MiB/s), read in "
          f"{reading:.1f} s ({mib / reading:.0f} MiB/s); VmHWM: receiver "
          f"{peak_mib(gaoxin.process.pid):.1f}, fetcher "
          f"{peak_mib(hanbin.process.pid):.1f}, commands {peak:.1f} and "
          f"{reader:.1f} MiB")
    return case


def main():
    mode = sys.argv[1] if len(sys.argv) > 1 else "all"
    mib = {"quick": 24, "all": 256, "full": 2048}[mode]
    with Network() as network:
        if shutil.disk_usage(network.dir).free < 5 * mib * MIB:
            raise RuntimeError("not enough disk for this test")
        network.found()
        office = Office(network)
        office.open()
        move(network, office, mib, kill=mode != "full")


if __name__ == "__main__":
    main()
    report.close()
