#!/usr/bin/env python3
"""Clients that hold back what they have announced: whom it costs.

Two clerks who may prepare acts announce as much as there is room for, and send
next to nothing; a stranger does the same with a request that anybody may make.
"""

import select
import socket
import time

import alone  # noqa: F401 first: sets the path to the helpers of tests/network
import report
from network import Network
from office import Office
from report import check
from uploads import asker, say

LARGE = 64 << 20  # upload_mib
ROOM = 256 << 20


def begin(node, path, length, token=None):
    """A request whose body does not come."""
    s = socket.create_connection(("127.0.0.1", node.api_port), 20)
    right = f"Authorization: Bearer {token}\r\n" if token else ""
    s.sendall(f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{right}"
              f"Content-Length: {length}\r\n\r\n{{".encode())
    return s


def answered(s, seconds=0):
    """What was answered, or None."""
    if not select.select([s], [], [], seconds)[0]:
        return None
    text = b""
    while True:
        part = s.recv(65536)
        if not part:
            return text.decode()
        text += part


def hold_back(node, accomplices):
    held = [begin(node, "/v1/prepare", LARGE, who.token)
            for who in accomplices for _ in range(2)]
    check(len(held) * LARGE == ROOM, "all the room for bodies is announced")
    said = answered(begin(node, "/v1/prepare", 2 << 20,
                          accomplices[0].token), 20)
    check(said and said.startswith("HTTP/1.1 503") and
          "Retry-After: " in said and "key" in said,
          "one key has half of it, and is told when to come again", said)
    return held


def honest(node, who):
    """(how often it was sent away, the last status)"""
    body = b'{"kind": "case.receive"' + b" " * (2 << 20) + b"}"
    for times in range(20):
        status, data, headers = who.ask("POST", "/v1/prepare", body)
        if status != 503:
            return times, status, data
        time.sleep(int(headers["Retry-After"]))
    return times, status, data


def goes_on(node, held, who):
    status, said = say(who, "GET", "/v1/session")
    check(status == 200, "small requests go on meanwhile", said)
    times, status, data = honest(node, who)
    check(status == 400,
          f"a large one is taken, {times} times told to wait", (status, data))
    said = [text for text in map(answered, held) if text]
    check(len(said) == 1 and said[0].startswith("HTTP/1.1 408") and
          "Retry-After: " in said[0] and "A-11" in said[0],
          "one of those that held back went for it, and knows why", said)


def too_slow(node):
    """Byte by byte, never idle for long."""
    s = begin(node, "/v1/session/challenge", 4096)
    said = None
    for _ in range(90):
        said = answered(s, 1)
        if said:
            break
        s.sendall(b" ")
    check(said and said.startswith("HTTP/1.1 408"),
          "a body that comes byte by byte is not waited for", said)


def main():
    with Network() as network:
        network.found()
        Office(network).open()
        node = network["ankang-gaoxin"]
        accomplices = [asker(node, name, "window")[0]
                       for name in ("slow-01", "slow-02")]
        clerk = asker(node, "quick-01", "window")[0]
        held = hold_back(node, accomplices)
        goes_on(node, held, clerk)
        too_slow(node)
        for s in held:
            s.close()
        check(say(clerk, "GET", "/v1/session")[0] == 200,
              "the node serves on")
        check("status=408" in node.journal() and "status=503" in
              node.journal(), "the journal has both refusals")


if __name__ == "__main__":
    main()
    report.close()
