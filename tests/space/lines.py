"""Namespaces of the network, one a node, on one bridge, and what happens to
the lines between them: cut, cut in one direction, lossy, slow.

    with Lines(["hanbin", "ankang"]) as lines:
        lines.cut("hanbin", "ankang")
        lines.heal()

The bridge is in a namespace of its own, so nothing of the machine's network is
touched.  Needs root, iproute2 and nftables.
"""

import ctypes
import itertools
import os
import subprocess

ADDRESS = "10.77.0."
CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)


def run(*words, text=None):
    subprocess.run(list(map(str, words)), check=True, text=True, input=text,
                   capture_output=True)


class Inside:
    """This thread is in that namespace; sockets made in it stay there."""

    def __init__(self, name):
        self.path = f"/run/netns/{name}"

    def __enter__(self):
        self.back = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        fd = os.open(self.path, os.O_RDONLY)
        self.go(fd)
        os.close(fd)

    def __exit__(self, kind, value, trace):
        self.go(self.back)
        os.close(self.back)

    @staticmethod
    def go(fd):
        if LIBC.setns(fd, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")


class Lines:
    def __init__(self, nodes):
        self.nodes = list(nodes)
        self.prefix = f"tongban-{os.getpid()}"
        self.switch = f"{self.prefix}-switch"
        self.rules = set()

    def space(self, node):
        return f"{self.prefix}-{node}"

    def address(self, node):
        return f"{ADDRESS}{self.nodes.index(node) + 1}"

    def inside(self, node):
        """Words before a command that shall run there."""
        return ["ip", "netns", "exec", self.space(node)]

    def __enter__(self):
        try:
            self.make()
        except subprocess.CalledProcessError as e:
            self.remove()
            raise RuntimeError(f"{e.cmd}: {e.stderr}") from e
        return self

    def __exit__(self, kind, value, trace):
        self.remove()

    def make(self):
        run("ip", "netns", "add", self.switch)
        run("ip", "-n", self.switch, "link", "add", "br0", "type", "bridge")
        run("ip", "-n", self.switch, "link", "set", "br0", "up")
        for i, node in enumerate(self.nodes):
            space, port = self.space(node), f"port{i}"
            run("ip", "netns", "add", space)
            run("ip", "link", "add", port, "netns", self.switch, "type",
                "veth", "peer", "name", "eth0", "netns", space)
            run("ip", "-n", self.switch, "link", "set", port, "master", "br0",
                "up")
            run("ip", "-n", space, "address", "add",
                f"{self.address(node)}/24", "dev", "eth0")
            for device in ("lo", "eth0"):
                run("ip", "-n", space, "link", "set", device, "up")
        self.apply()

    def remove(self):
        for name in [self.switch, *map(self.space, self.nodes)]:
            subprocess.run(["ip", "netns", "del", name], check=False,
                           capture_output=True)

    def way(self, a, b):
        """Frames from a to b."""
        return (f'iifname "port{self.nodes.index(a)}" '
                f'oifname "port{self.nodes.index(b)}"')

    def apply(self):
        rules = "\n".join(sorted(self.rules))
        run("ip", "netns", "exec", self.switch, "nft", "-f", "-", text=(
            "table bridge lines\n"
            "delete table bridge lines\n"
            "table bridge lines {\n chain between {\n"
            "type filter hook forward priority 0; policy accept;\n"
            f"{rules}\n}}\n}}\n"))

    def cut_way(self, a, b):
        """What a sends does not reach b."""
        self.rules.add(f"{self.way(a, b)} drop")
        self.apply()

    def cut(self, a, b):
        self.rules |= {f"{self.way(a, b)} drop", f"{self.way(b, a)} drop"}
        self.apply()

    def part(self, left):
        """Those on the left, and the others, hear nothing of one another."""
        right = [n for n in self.nodes if n not in left]
        for a, b in itertools.product(left, right):
            self.rules |= {f"{self.way(a, b)} drop", f"{self.way(b, a)} drop"}
        self.apply()

    def lose(self, percent):
        """Of all frames, at random."""
        self.rules.add(f"numgen random mod 100 < {percent} drop")
        self.apply()

    def slow(self, kib_per_second):
        self.rules.add(
            f"limit rate over {kib_per_second} kbytes/second drop")
        self.apply()

    def heal(self):
        self.rules.clear()
        self.apply()
