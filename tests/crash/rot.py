#!/usr/bin/env python3
"""One bit turns over in a stored file.

    rot.py [all|quick]

Of every file that a life left some bits, drawn by a seed, are flipped, one at a
time.  The next life either finds it (it stops with 70, or cannot read what was
said) or all that was said is as it was; it never crashes, hangs, or takes other
bytes for those that were kept.
"""

import collections
import random
import shutil
import subprocess
import sys

import life

SEED = 5
BITS = {"quick": 1, "all": 4}
FOUND, HARMLESS = "found", "harmless"
ENDS = {0: HARMLESS, 1: FOUND, 70: FOUND}


class Rot:
    def __init__(self, whole, said):
        self.whole = whole
        self.said = said
        self.ends = collections.Counter()

    def items(self, bits):
        draw = random.Random(SEED)
        for path in sorted(p for p in self.whole.rglob("*") if p.is_file()):
            size = path.stat().st_size
            for bit in sorted(draw.sample(range(size * 8),
                                          min(bits, size * 8))):
                yield str(path.relative_to(self.whole)), bit

    def try_one(self, item, folder):
        name, bit = item
        shutil.copytree(self.whole, folder, dirs_exist_ok=True)
        path = folder / name
        rotten = bytearray(path.read_bytes())
        rotten[bit // 8] ^= 1 << bit % 8
        path.chmod(0o600)
        path.write_bytes(rotten)
        try:
            after = life.live(folder, self.said)
        except subprocess.TimeoutExpired:
            return "it hangs"
        if after.code not in ENDS:
            return f"it ends with {after.code}: {after.complaint}"
        if after.code and not after.complaint:
            return "it does not say what it found"
        self.ends[ENDS[after.code]] += 1
        return ""


def main(mode):
    with life.top() as top:
        runs = life.Runs(top)
        whole = runs.folder / "whole"
        whole.mkdir()
        first = life.live(whole)
        rot = Rot(whole, first.said)
        runs.all(rot.items(BITS[mode]), rot.try_one)
        runs.report("a bit that turns over is found or does no harm")
        life.check(rot.ends[FOUND] > rot.ends[HARMLESS] > 0,
                   f"most are found: {dict(rot.ends)}")


main(sys.argv[1] if len(sys.argv) > 1 else "all")
life.close()
