#!/usr/bin/env python3
"""The power goes at any moment of a life: what may then be on the disk?

    power.py [all|quick|full]

One life is recorded (recording.py).  For every moment of it states of the disk
are rebuilt that were allowed then, by two models:

strict   nothing lasts but what was synced: a file by its own fsync, a name by
         an fsync of its folder.  Of the rest any part may be there, in any
         order; a write may be torn.
ordered  as ext4 with data=ordered: names come and go in order, and any fsync
         makes all of those before it last; the data of a file that was not
         synced may be there, missing, or torn.

Of what was not synced there is: nothing, everything, each single change alone,
everything but one, and parts drawn by a seed.  On each state the next life must
find all that had been said by that moment, and go on; git fsck is clean.  full
tries every moment, all a third of them.
"""

import hashlib
import pathlib
import random
import sys

import life
from recording import OPTIONS, ROOT, Change, Recording, Said, Sync

SEED = 5
# What is tried of one moment: single changes, drawn parts; and of how many
# moments one is tried.
EFFORT = {"quick": (1, 1), "all": (2, 1), "full": (4, 2)}
STEP = {"quick": 12, "all": 3, "full": 1}
NEVER = 1 << 60


class Replay:
    """The states that a recording allows."""

    def __init__(self, events, model):
        self.events = events
        self.model = model
        self.synced = [self.synced_at(i) for i in range(len(events))]

    def is_name(self, i):
        return self.events[i].kind in ("link", "unlink", "rename")

    def synced_at(self, i):
        """The event from which on change @i lasts."""
        if not isinstance(self.events[i], Change):
            return NEVER
        any_sync = self.model == "ordered" and self.is_name(i)
        for k in range(i + 1, len(self.events)):
            event = self.events[k]
            if isinstance(event, Sync) and (any_sync or event.node in
                                            (None, self.events[i].node)):
                return k
        return NEVER

    def pending(self, moment):
        """Changes before the event @moment that need not have lasted."""
        return [i for i in range(moment)
                if isinstance(self.events[i], Change)
                and self.synced[i] >= moment]

    def said(self, moment):
        return "".join(e.line for e in self.events[:moment]
                       if isinstance(e, Said))

    def parts(self, moment, effort, draw):
        """Sets of pending changes that may be there together."""
        pending = self.pending(moment)
        names = [i for i in pending if self.is_name(i)]
        data = [i for i in pending if not self.is_name(i)]
        singles, drawn = effort
        yield frozenset(), False
        yield frozenset(pending), False
        if self.model == "strict":
            some = draw.sample(pending, min(singles, len(pending)))
            for i in some + pending[-1:]:
                yield frozenset([i]), False
                yield frozenset(pending) - {i}, False
            for _ in range(drawn):
                yield self.drawn(pending, draw), draw.randrange(2) == 1
            return
        ends = draw.sample(range(len(names) + 1), min(singles, len(names) + 1))
        for end in ends:
            while end < len(names) and self.events[names[end]].joined:
                end += 1
            first = frozenset(names[:end])
            yield first, False
            yield first | frozenset(data), False
            for _ in range(drawn):
                yield first | self.drawn(data, draw), draw.randrange(2) == 1

    @staticmethod
    def drawn(pending, draw):
        return frozenset(i for i in pending if draw.randrange(2))

    def state(self, moment, chosen, torn):
        """Folders and files: node -> {name: node}, and node -> bytes.  When
        @torn, of chosen writes only the first half is there."""
        folders, files = {ROOT: {}}, {}
        for i in range(moment):
            event = self.events[i]
            if not isinstance(event, Change) or (
                    self.synced[i] >= moment and i not in chosen):
                continue
            if self.is_name(i):
                self.name(folders.setdefault(event.node, {}), event)
                continue
            body = files.setdefault(event.node, bytearray())
            if event.kind == "size":
                body[event.arg:] = bytes(max(0, event.arg - len(body)))
                continue
            data = event.data
            if torn and self.synced[i] >= moment:
                data = data[:len(data) // 2]
            if len(body) < event.arg:
                body.extend(bytes(event.arg - len(body)))
            body[event.arg:event.arg + len(data)] = data
        return folders, files

    @staticmethod
    def name(folder, event):
        if event.kind == "link":
            folder[event.name] = event.arg
        elif event.kind == "unlink":
            folder.pop(event.name, None)
        else:
            folder.pop(event.data, None)
            folder[event.name] = event.arg


class Power:
    def __init__(self, recording, mode):
        self.mode = mode
        self.kinds = set(recording.folders)
        self.replays = {model: Replay(recording.events, model)
                        for model in ("strict", "ordered")}
        self.seen = set()

    def items(self, model):
        replay = self.replays[model]
        draw = random.Random(f"{SEED} {model}")
        moments = [i for i in range(len(replay.events) + 1)
                   if self.is_tried(replay.events, i)]
        for moment in moments[::STEP[self.mode]]:
            for chosen, torn in replay.parts(moment, EFFORT[self.mode], draw):
                state = replay.state(moment, chosen, torn)
                mark = (self.mark(*state), replay.said(moment))
                if mark not in self.seen:
                    self.seen.add(mark)
                    yield model, moment, tuple(sorted(chosen)), torn

    def is_tried(self, events, i):
        """Of the 256 equal folders of a repository some are enough."""
        before = events[i - 1] if i else None
        fan = isinstance(before, Change) and before.arg in self.kinds and (
            before.kind == "link" and len(before.name) == 2)
        return not fan or i % 64 == 0

    def mark(self, folders, files):
        """Equal for equal trees."""
        whole = hashlib.sha256()

        def walk(node):
            for name, inside in sorted(folders.get(node, {}).items()):
                whole.update(name.encode() + b"\0")
                if inside in self.kinds:
                    walk(inside)
                    whole.update(b"/")
                else:
                    whole.update(hashlib.sha256(
                        files.get(inside, b"")).digest())

        walk(ROOT)
        return whole.digest()

    def make(self, folder, folders, files, node=ROOT):
        for name, inside in folders.get(node, {}).items():
            path = folder / name
            if inside in self.kinds:
                path.mkdir()
                self.make(path, folders, files, inside)
            else:
                path.write_bytes(files.get(inside, b""))

    def try_one(self, item, folder):
        model, moment, chosen, torn = item
        replay = self.replays[model]
        self.make(folder, *replay.state(moment, frozenset(chosen), torn))
        return life.faults(folder, replay.said(moment))


def same(folder, other):
    """Have both the same files with the same bytes?"""
    def tree(top):
        return {p.relative_to(top): p.read_bytes()
                for p in pathlib.Path(top).rglob("*") if p.is_file()}
    return tree(folder) == tree(other)


def can_be_wrong(power, recording, top):
    """Were nothing of one kind synced, it would be seen."""
    for what, forgotten in (("folders", power.kinds),
                            ("files", set(recording.bytes))):
        kept = [e for e in recording.events
                if not (isinstance(e, Sync) and e.node in forgotten)]
        replay = Replay(kept, "strict")
        folder = pathlib.Path(top) / what
        folder.mkdir()
        power.make(folder, *replay.state(len(kept), frozenset(), False))
        life.check(life.faults(folder, replay.said(len(kept))),
                   f"were {what} never synced, it would be seen")


def main(mode):
    with life.top() as top:
        whole, again = pathlib.Path(top) / "whole", pathlib.Path(top) / "again"
        whole.mkdir()
        again.mkdir()
        shown, first = life.trace(whole, *OPTIONS)
        recording = Recording(whole, shown)
        power = Power(recording, mode)
        end = len(recording.events)
        strict = power.replays["strict"]
        power.make(again, *strict.state(end, frozenset(range(end)), False))
        life.check(first.code == 0 and strict.said(end) == first.said
                   and same(whole, again),
                   "the recording, replayed, gives the folder byte for byte")
        can_be_wrong(power, recording, top)
        for model in ("strict", "ordered"):
            runs = life.Runs(top)
            runs.all(power.items(model), power.try_one)
            runs.report(f"what the {model} model leaves when the power goes "
                        "holds all that was said, and goes on")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "all")
    life.close()
