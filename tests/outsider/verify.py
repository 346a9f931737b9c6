#!/usr/bin/env python3
"""Re-check whole logs from docs/FORMAT.md, with no code of the project.

    verify.py LOGS_DIR [--genesis FILE]
    verify.py --receipt FILE --act RAWFILE LOGS_DIR [--genesis FILE]
    verify.py --export DIR LOGS_DIR [--genesis FILE]

LOGS_DIR holds `<node>.git`, the bare repositories of the logs.  Each log gets
a line, each problem a line with the rule it breaks; the last line is
"N passed, N failed", one check per log and group of rules.  Exit: 0 all good,
1 a finding, 2 usage.  Lines that begin with "--" say what no rule is broken by:
which nodes were cut and how much of their logs does not count.  Without --genesis the network is the one that the
authority's log says it is: compare its id with one you trust.

--export also writes, for stock tools, DIR/allowed_signers (F-111),
DIR/revoked_keys (F-116) and for each act DIR/<node>/<position>.bytes (what is
signed) and <position>-<n>.sig (each of its signatures, as ssh-keygen writes
one).

Python 3.11, standard library, and `git`; nothing to install.
"""

import argparse
import datetime
import pathlib
import sys

import acts
import batch
import canon
import formats
import standing
from canon import Refused
from ledger import Ledger, Network, log_rotation
from repo import Repo

GROUPS = {
    "repository": ("F-30",),
    "network": ("F-5", "F-6"),
    "canonical": ("F-1", "F-2"),
    "batches": ("F-31", "F-32", "F-33", "F-34", "F-42"),
    "checkpoints": ("F-35", "F-36", "F-37", "F-40"),
    "time": ("F-38",),
    "acts": ("F-10", "F-11", "F-12", "F-13", "F-16"),
    "signers": ("F-8", "F-72", "F-73", "F-74", "F-75", "F-76", "F-77", "F-78",
                "F-79", "F-107", "F-129", "F-130", "F-131", "F-132", "F-133"),
    "heads": ("F-88", "F-89"),
    "standing": ("F-120", "F-121"),
}
GROUP_OF = {rule: name for name, rules in GROUPS.items() for rule in rules}
PROBLEM_LINES_MAX = 50


class Log:
    """One log under check: what was found wrong, and what it holds."""

    def __init__(self, node, path):
        self.node = node
        self.path = path
        self.tree = formats.Tree()
        self.roots = {0: self.tree.root()}
        self.time = 0
        self.batches = 0
        self.tip = None
        self.cited = []
        self.problems = []
        self.staff = {}
        self.revoked = set()
        self.acts = []
        self.passed = []
        self.beyond = 0

    def fault(self, where, refused):
        self.problems.append((where, refused))

    def groups_broken(self):
        return {GROUP_OF[refused.rule] for _, refused in self.problems}

    def print(self):
        word = "BAD" if self.problems else "ok"
        print(f"{word} {self.node} acts={self.tree.size} "
              f"batches={self.batches} root={self.tree.root().hex()}")
        for where, refused in self.problems[:PROBLEM_LINES_MAX]:
            print(f"  {refused.rule} {where}: {refused.text}")
        more = len(self.problems) - PROBLEM_LINES_MAX
        if more > 0:
            print(f"  and {more} more")


def open_logs(folder):
    """The logs of a folder, by node id."""
    return {path.name[:-4]: Log(path.name[:-4], path)
            for path in sorted(folder.glob("*.git"))}


# The network


def first_act(log):
    """The first act of a log as it stands, unchecked; None if unreadable."""
    try:
        with Repo(log.path) as repo:
            names = batch.chain(repo, repo.check())
            if not names:
                return None
            data = batch.blobs(repo, repo.object(names[0], "commit"))[0]
            value, _ = canon.decode_next(data, 0)
            return value if isinstance(value, dict) else None
    except Refused:
        return None


def find_network(logs, genesis_path):
    """F-5: from the trusted file, or from the one log that opens a network."""
    if genesis_path:
        return Network(genesis_path.read_bytes())
    opened = {}
    for log in logs.values():
        act = first_act(log)
        body = act.get("body") if act else None
        if act and act.get("kind") == "network.open" and isinstance(body, dict):
            opened[log.node] = body.get("genesis")
    if len(opened) != 1 or not isinstance(next(iter(opened.values())), bytes):
        raise Refused("F-5", f"{len(opened)} logs here open a network; "
                             "one must, or name it with --genesis")
    return Network(next(iter(opened.values())))


# One log


def check_log(log, network):
    """Every rule that a log can be held to by itself."""
    if network.log_key(log.node) is None:
        log.fault("log", Refused("F-30", "no admission names this node"))
        return
    ledger = Ledger(network, log)
    log.staff, log.revoked = ledger.staff, ledger.revoked
    try:
        with Repo(log.path) as repo:
            log.tip = repo.check()
            parent = None
            for name in batch.chain(repo, log.tip):
                check_batch(log, ledger, repo, name, parent)
                parent = name
    except Refused as refused:
        log.fault(f"after batch {log.batches}", refused)
    if network.authority == log.node and not ledger.opened:
        log.fault("log", Refused("F-5", "this log does not open the network"))


def check_batch(log, ledger, repo, name, parent):
    """One commit; raises Refused where the rest of the log cannot be read."""
    public = ledger.network.log_key(log.node)
    where = f"batch {log.batches} {name[:12]}"
    raw = repo.object(name, "commit")
    data, note = batch.blobs(repo, raw)
    pieces = batch.split_acts(data)
    log.batches += 1
    first = log.tree.size
    for piece, _ in pieces:
        log.tree.append(formats.leaf_hash(piece))
    log.roots[log.tree.size] = log.tree.root()
    checkpoint = check_checkpoint(log, ledger, where, note, public)
    kinds = [value.get("kind") if isinstance(value, dict) else None
             for _, value in pieces]
    try:
        batch.check_commit(raw, log.node, public, parent, checkpoint, note,
                           first, kinds)
    except Refused as refused:
        log.fault(where, refused)
    for position, (piece, value) in enumerate(pieces, first):
        ledger.take(position, piece, value, checkpoint)
        log.acts.append(value)
        follow_rotation(log, ledger, position, value, public)


def follow_rotation(log, ledger, position, act, public):
    """F-42: who signs the batches behind this act."""
    body = log_rotation(act, public, position + 1 == log.tree.size)
    if body:
        ledger.network.rotate_log(log.node, body, log.tree.size, log.time)


def check_checkpoint(log, ledger, where, note, public):
    """F-35 to F-38; the checkpoint, or None."""
    try:
        checkpoint = formats.checkpoint_parse(note, ledger.origin, public)
        if checkpoint.signatures != 1:
            raise Refused("F-35", "signatures besides the log's own")
    except Refused as refused:
        log.fault(where, refused)
        return None
    if (checkpoint.size, checkpoint.root) != (log.tree.size, log.tree.root()):
        log.fault(where, Refused("F-37", "size or root is not that of the "
                                         "acts"))
    if checkpoint.time < log.time:
        log.fault(where, Refused("F-38", f"time {checkpoint.time} is before "
                                         f"{log.time}"))
    log.time = max(log.time, checkpoint.time)
    return checkpoint


# Heads that one log cites of another


def check_heads(log, logs):
    """F-88, F-89; what lies beyond the logs held here is left open."""
    newest = {}
    for position, (node, epoch, size, root) in log.cited:
        where = f"act {position}"
        if (epoch, size) < newest.get(node, (0, 0)):
            log.fault(where, Refused("F-89", f"cites a smaller head of {node} "
                                             "than before"))
        newest[node] = max((epoch, size), newest.get(node, (0, 0)))
        other = logs.get(node)
        if other is None or epoch or size > other.tree.size:
            continue
        if other.roots.get(size) != root:
            log.fault(where, Refused("F-88", f"no checkpoint of {node} has "
                                             f"size {size} and that root"))


# What the authority says of the log


def check_standing(log, network, stands):
    """F-120 to F-128."""
    if log.node not in network.keys:
        return
    if log.node == network.authority:
        for where, refused in stands.faults:
            log.fault(where, refused)
    standing.check(log, network, stands)


# For stock tools


def utc(seconds):
    when = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return f"{when:%Y%m%d%H%M%SZ}"


def interval(span):
    """F-111: when a log key that was rotated was good."""
    return ((f',valid-after="{utc(span.after)}"' if span.after else "") +
            (f',valid-before="{utc(span.before)}"' if span.before else ""))


def signers(network, logs):
    """F-111: principal, options and public key of every key."""
    for node, spans in sorted(network.spans.items()):
        for span in spans:
            yield (node, f'namespaces="git,act@tongban"{interval(span)}',
                   span.key)
    for node, log in sorted(logs.items()):
        for grant in log.staff.values():
            yield (f"{node}/{grant['id']}", 'namespaces="act@tongban"',
                   grant["key"])
    for n, key in enumerate(sorted(network.roots.values()), 1):
        yield f"root/{n}", 'namespaces="act@tongban"', key


def revoked(network, logs):
    """F-116: whose key nobody shall take for theirs any more."""
    for node, keys in sorted(network.lost.items()):
        for key in keys:
            yield node, key
    for node, log in sorted(logs.items()):
        for name in sorted(log.revoked):
            grant = log.staff[name]
            yield f"{node}/{grant['id']}", grant["key"]


def export(folder, network, logs):
    """Write what ssh-keygen and git need to check logs and acts."""
    known = list(signers(network, logs))
    public = {formats.key_id(key): key for _, _, key in known}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "allowed_signers").write_text("".join(
        f"{who} {options} {formats.ssh_public(key)}\n"
        for who, options, key in known), "utf-8")
    (folder / "revoked_keys").write_text("".join(
        f"{formats.ssh_public(key)} {who}\n"
        for who, key in revoked(network, logs)), "utf-8")
    for node, log in logs.items():
        (folder / node).mkdir(exist_ok=True)
        for position, act in enumerate(log.acts):
            export_act(folder / node, position, act, public)


def export_act(folder, position, act, public):
    """One act; signatures by keys that nobody certified are left out."""
    try:
        acts.act(act)
    except Refused:
        return
    (folder / f"{position}.bytes").write_bytes(unsigned_bytes(act))
    for n, (key, signature) in enumerate(act["sigs"], 1):
        if key in public:
            lines = formats.sshsig_armour_lines(
                public[key], "act@tongban", signature)
            (folder / f"{position}-{n}.sig").write_text(
                "\n".join(lines) + "\n", "ascii")


# Commands


def verify_logs(folder, genesis_path, export_path):
    logs = open_logs(folder)
    if not logs:
        print(f"no logs (<node>.git) in {folder}", file=sys.stderr)
        return 2
    try:
        network = find_network(logs, genesis_path)
    except Refused as refused:
        print(f"BAD network: {refused}")
        print("0 passed, 1 failed")
        return 1
    print(f"network {network.id.hex()} {network.name}")
    order = sorted(logs, key=lambda node: (node != network.authority, node))
    for node in order:
        check_log(logs[node], network)
    failed = 0
    stands = standing.Standing(network)
    for node in order:
        check_heads(logs[node], logs)
        check_standing(logs[node], network, stands)
        logs[node].print()
        failed += len(logs[node].groups_broken())
    for node in sorted(network.keys.keys() - logs.keys()):
        print(f"-- {node} is admitted; its log is not here")
    for line in stands.lines(logs):
        print(line)
    if export_path:
        export(export_path, network, logs)
    print(f"{len(logs) * len(GROUPS) - failed} passed, {failed} failed")
    return 1 if failed else 0


def check_receipt(proof, act, data, log, network):
    """F-110: the lines to print, or Refused."""
    index, siblings, note = formats.proof_parse(proof)
    origin = formats.checkpoint_origin(note)
    if act["net"] != network.id or origin != network.origin(act["node"]):
        raise Refused("F-110", "act and receipt name different logs")
    if network.log_key(act["node"]) is None:
        raise Refused("F-30", f"no admission names {act['node']}")
    public = network.log_key(act["node"], formats.checkpoint_size(note))
    checkpoint = formats.checkpoint_parse(note, origin, public)
    root = formats.root_of_proof(
        formats.leaf_hash(data), index, checkpoint.size, siblings)
    if root != checkpoint.root:
        raise Refused("F-110", "the act is not at that place of that tree")
    if log and log.roots.get(checkpoint.size, root) != root:
        raise Refused("F-37", f"the log here has another root at size "
                              f"{checkpoint.size}: one of the two is forged")
    when = datetime.datetime.fromtimestamp(
        checkpoint.time, datetime.timezone.utc)
    return [f"ok {act['kind']} is act {index} of {act['node']}",
            f"id {act_id(act).hex()}",
            f"signed by the log at size {checkpoint.size}, "
            f"{when:%Y-%m-%dT%H:%M:%SZ}"]


def unsigned_bytes(act):
    """What the signatures are over (F-15)."""
    return canon.encode({key: act[key] for key in act if key != "sigs"})


def act_id(act):
    """F-14."""
    return formats.tagged("tongban/act/v1", unsigned_bytes(act))


def verify_receipt(proof_path, act_path, folder, genesis_path):
    """The receipt, and the logs that it is judged by."""
    logs = open_logs(folder)
    failed = 0
    try:
        network = find_network(logs, genesis_path)
        data = act_path.read_bytes()
        act = canon.decode(data)
        acts.act(act)
        for node in dict.fromkeys((network.authority, act["node"])):
            if node in logs:
                check_log(logs[node], network)
                logs[node].print()
                failed += bool(logs[node].problems)
        for line in check_receipt(proof_path.read_bytes(), act, data,
                                  logs.get(act["node"]), network):
            print(line)
    except Refused as refused:
        print(f"BAD receipt: {refused}")
        failed += 1
    print(f"{int(not failed)} passed, {failed} failed")
    return 1 if failed else 0


def main(argv):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("logs_dir", type=pathlib.Path)
    parser.add_argument("--genesis", type=pathlib.Path)
    parser.add_argument("--receipt", type=pathlib.Path)
    parser.add_argument("--act", type=pathlib.Path)
    parser.add_argument("--export", type=pathlib.Path)
    args = parser.parse_args(argv)
    if bool(args.receipt) != bool(args.act):
        parser.error("--receipt and --act go together")
    try:
        if args.receipt:
            return verify_receipt(args.receipt, args.act, args.logs_dir,
                                  args.genesis)
        return verify_logs(args.logs_dir, args.genesis, args.export)
    except OSError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
