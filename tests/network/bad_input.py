#!/usr/bin/env python3
"""Bytes that no peer and no client of ours sends; nobody else notices.

    bad_input.py [all|quick]

What can only follow a good handshake is tested in tests/unit and tests/sim.
"""

import os
import re
import socket

import report
from network import Network
from report import check

TALK_SECONDS = 5
ANSWER_BYTES = 12 + 2 + 96  # preamble; frame of Noise message 2


def talk(port, *parts):
    """Send the first part, the next once the other side has answered it."""
    said = b""
    with socket.create_connection(("127.0.0.1", port), TALK_SECONDS) as s:
        for i, part in enumerate(parts):
            try:
                while i and len(said) < ANSWER_BYTES:
                    said += s.recv(4096) or bytes(ANSWER_BYTES)
                s.sendall(part)
            except OSError:
                break
        try:
            s.shutdown(socket.SHUT_WR)
            while piece := s.recv(4096):
                said += piece
        except OSError:
            pass
    return said


def frame(payload, length=None):
    size = len(payload) if length is None else length
    return size.to_bytes(2, "big") + payload


def peers_input(network_id):
    """Clause, sentence, and what is sent to the peers' port."""
    ours = b"TBN1" + bytes.fromhex(network_id)[:8]
    key = os.urandom(32)
    return (
        ("P-1", "garbage", [os.urandom(4096)]),
        ("P-1", "an HTTP request", [b"GET / HTTP/1.1\r\n\r\n"]),
        ("P-2", "a preamble of another network", [b"TBN1" + bytes(8)]),
        ("P-3", "a handshake that ends in its first message",
         [ours + frame(key[:10], 32)]),
        ("P-3", "a first message of no bytes", [ours + frame(b"")]),
        ("P-3", "a first message of 65,535 bytes",
         [ours + frame(os.urandom(65535))]),
        ("P-3", "a length of 65,535 and nothing behind it",
         [ours + frame(b"", 65535)]),
        ("P-3", "a third message that does not authenticate",
         [ours + frame(key), frame(os.urandom(64))]),
    )


def metrics(node):
    """name{labels} -> number."""
    text = node.get("/metrics")[1].decode()
    return {name: int(value) for name, value in
            re.findall(r"^(tongban_\S+) (\d+)$", text, re.M)}


def ended(node, clause):
    return sum(n for name, n in metrics(node).items()
               if "ended_by_rule" in name and f'clause="{clause}"' in name)


def said(node, clause):
    return node.journal().count(f"rule={clause} ")


def insult(node, clause, sentence, parts):
    counted, journalled = ended(node, clause), said(node, clause)
    talk(node.peer_port, *parts)
    moved = report.until(TALK_SECONDS, lambda:
                         ended(node, clause) == counted + 1 and
                         said(node, clause) == journalled + 1)
    check(moved, f"{sentence} ends its session by {clause}, in the journal "
                 "and in the metrics", node.journal()[-500:])


def ask(node, head):
    answer = talk(node.api_port, head)
    return int(answer.split(b" ")[1]) if answer.startswith(b"HTTP/") else 0


HTTP = (
    (400, "two Hosts are", b"GET /v1/node HTTP/1.1\r\nHost: localhost\r\n"
     b"Host: localhost\r\n\r\n"),
    (400, "no Host is", b"GET /v1/node HTTP/1.1\r\n\r\n"),
    (400, "a bare LF is", b"GET /v1/node HTTP/1.1\nHost: localhost\n\n"),
    (421, "a Host of others is", b"GET /v1/node HTTP/1.1\r\n"
     b"Host: evil.example\r\n\r\n"),
    (403, "an Origin of others is", b"GET /v1/node HTTP/1.1\r\n"
     b"Host: localhost\r\nOrigin: http://evil.example\r\n\r\n"),
    (501, "a body in chunks is", b"POST /v1/acts HTTP/1.1\r\n"
     b"Host: localhost\r\n"
     b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    (400, "garbage is", b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n"),
)


def main():
    with Network() as network:
        network.found()
        network.wait(network.connected, "each is connected to each")
        node = network["hanbin"]
        opened = "tongban_sessions_opened_total"
        pid, before = node.process.pid, metrics(node)
        inputs = peers_input(node.status()["network"])
        for row in inputs:
            insult(node, *row)
        for status, sentence, head in HTTP:
            got = ask(node, head)
            check(got == status, f"{sentence} answered with {status}", got)
        after = metrics(node)
        check(not node.is_dead() and node.process.pid == pid and
              node.answers(), "the daemon goes on")
        check(network.connected() and
              after[opened] - before[opened] == len(inputs),
              "the sessions with the members were never cut",
              (before, after))


if __name__ == "__main__":
    main()
    report.close()
