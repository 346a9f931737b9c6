"""What must hold after whatever happened to the nodes."""

import subprocess

from report import check


def fsck(path):
    done = subprocess.run(
        ["git", f"--git-dir={path}", "fsck", "--full", "--strict",
         "--no-progress"], text=True, capture_output=True)
    return "" if done.returncode == 0 else f"{path}: {done.stderr}"


def lost(node, acts):
    """Acts this node cannot prove."""
    return [act for act in acts
            if node.get(f"/v1/acts/{act}/proof")[0] != 200]


def hold(network, office, cases, after):
    """All of it, as checks whose sentences end with @after."""
    try:
        network.synced()
        equal = True
    except RuntimeError:
        equal = False
    check(equal, f"all nodes hold equal logs {after}",
          {n.name: n.ends() for n in network})
    states = {c.number: c.state() for c in cases}
    check(all(s == "CLOSED" for s in states.values()),
          f"every case is CLOSED at the third node {after}", states)
    missing = {n.name: lost(n, office.acts) for n in network}
    check(office.acts and not any(missing.values()),
          f"no acknowledged act of {len(office.acts)} is lost {after}",
          missing)
    faults = [fsck(p) for n in network for p in (n.dir / "logs").glob("*.git")]
    check(len(faults) == 9 and not any(faults),
          f"git fsck is clean on all nine repositories {after}",
          "\n".join(faults))
    verdicts = [n.cli("log", "verify") for n in network]
    check(all(v.code == 0 for v in verdicts),
          f"log verify passes on all nodes {after}",
          "\n".join(map(str, verdicts)))
