#!/usr/bin/env python3
"""A node that was taken over from inside reaches its own folder, no more.

What such a node is after is asked of it by a link: the daemon itself follows
it.  With Landlock it is denied, root or not; a kernel that has none is named
in the journal, and the same link then works, which shows that the test would
see the difference.
"""

import ctypes
import os
import shutil

import logs  # noqa: F401 first: sets the path to the helpers
import report
from network import Network
from office import Case, Office
from report import check

SYS_LANDLOCK_CREATE_RULESET = 444
VERSION_MIN = 2


def kernel_version():
    """Of Landlock; -1 without."""
    return ctypes.CDLL(None).syscall(
        ctypes.c_long(SYS_LANDLOCK_CREATE_RULESET), None, ctypes.c_size_t(0),
        ctypes.c_uint(1))


def link_away(path, to):
    """The file moves out of the folder; a link is left in its place."""
    shutil.move(path, to)
    path.symlink_to(to)


def put_back(path, to):
    path.unlink()
    shutil.move(to, path)


def outside_file(network, has_landlock):
    node = network["hanbin"]
    place = network.dir / "outside"
    node.stop()
    link_away(node.dir / "genesis", place)
    lines = len(node.journal())
    node.spawn()
    if has_landlock:
        code = node.process.wait(20)
        check(code != 0 and "Permission denied" in node.journal()[lines:],
              f"a link out of the folder is denied to the node, uid "
              f"{os.getuid()}", node.journal()[lines:])
    else:
        check(report.until(20, node.answers),
              "without Landlock the link works", node.journal()[lines:])
        node.stop()
    put_back(node.dir / "genesis", place)
    node.start()


def vault_on_another_disk(network, case):
    """What an operator may well do: a sub-folder is a link."""
    node = network["hanbin"]
    place = network.dir / "disk"
    node.stop()
    link_away(node.dir / "vault", place)
    node.start()
    case.run()
    network.synced()
    check(any(place.iterdir()) and case.state("hanbin") == "CLOSED",
          "a vault on another disk is in reach, and written to")
    node.stop()
    put_back(node.dir / "vault", place)
    node.start()


def socket_elsewhere(network):
    """The API on a unix socket, in a folder of its own."""
    node = network["ankang"]
    place = network.dir / "run"
    place.mkdir()
    config = node.dir / "node.yaml"
    good = config.read_text()
    config.write_text(good.replace(
        f'"127.0.0.1:{node.api_port}"', f'"unix:{place}/api.sock"'))
    for _ in range(2):
        node.restart()
        check(node.status().get("node") == "ankang" and
              (place / "api.sock").is_socket(),
              "the API's socket is made there, again after a restart")
    config.write_text(good)
    node.restart()


def main():
    version = kernel_version()
    has_landlock = version >= VERSION_MIN
    with Network() as network:
        network.found()
        for node in network:
            said = node.journal().count("files are confined")
            warned = node.journal().count("files are not confined")
            check((said, warned) == ((1, 0) if has_landlock else (0, 1)),
                  f"{node.name}: Landlock is of version {version} here, and "
                  "the journal says once what became of it", node.journal())
        office = Office(network)
        office.open()
        case = Case(office)
        case.run(5)
        outside_file(network, has_landlock)
        vault_on_another_disk(network, case)
        socket_elsewhere(network)
        network.synced()


main()
report.close()
