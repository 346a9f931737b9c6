#!/usr/bin/env python3
"""Somebody in the middle of the wire: hears, changes, cuts and replays.

Both districts are told that the other lives where the attacker listens.  What
it can do: see who speaks with whom, when and how much, and stop it.  What it
cannot: read, change or repeat anything.
"""

import socket
import threading

import logs  # first: sets the path to the helpers of tests/network
import network as net
import report
from network import Network
from office import Case, Office
from report import check

PIECE = 65536
PREAMBLE = 12


class Wire:
    """Carries bytes between those who dial it and one node."""

    def __init__(self, port, target):
        self.target = target
        self.mode = "pass"
        self.heard = []        # what diallers said, one bytearray each
        self.answered = []
        self.hurt = 0
        self.live = []
        self.server = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                near, _ = self.server.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                near.close()
                continue
            said, back = bytearray(), bytearray()
            self.heard.append(said)
            self.answered.append(back)
            self.live += [near, far]
            for source, sink, kept in ((near, far, said), (far, near, back)):
                threading.Thread(target=self.carry, daemon=True,
                                 args=(source, sink, kept)).start()

    def change(self, piece, kept):
        """One bit of the first piece behind the handshake."""
        if self.mode == "flip" and len(kept) > 400:
            self.mode = "pass"
            self.hurt += 1
            return piece[:-1] + bytes([piece[-1] ^ 1])
        if self.mode == "drop" and len(kept) > 400:
            self.mode = "pass"
            self.hurt += 1
            return b""
        if self.mode == "insert" and len(kept) > 400:
            self.mode = "pass"
            self.hurt += 1
            return piece + piece
        return piece

    def carry(self, source, sink, kept):
        try:
            while piece := source.recv(PIECE):
                piece = self.change(piece, kept)
                kept += piece
                sink.sendall(piece)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def cut(self):
        for end in self.live:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.live = []


def in_the_middle(network):
    """Members announce the attacker's ports; each listens on another."""
    wires = []
    for node in network:
        announced, (real,) = node.peer_port, net.free_ports(1)
        path = node.dir / "node.yaml"
        text = path.read_text()
        if f":{announced}" not in text:
            raise RuntimeError(f"{path} does not listen on {announced}")
        path.write_text(text.replace(f"127.0.0.1:{announced}",
                                     f"127.0.0.1:{real}", 1))
        wires.append(Wire(announced, real))
        node.peer_port = real
    return wires


def overheard(wires):
    return [bytes(b) for w in wires for b in w.heard + w.answered]


def nothing_to_read(wires, office, number, network):
    words = ["610902199001010021", "201961000001", "健康体检证明", "护士执业证书",
             "case.receive", "standard.adopt", "chen-yu", "陈雨", number,
             "hanbin", "ankang-gaoxin"]
    heard = overheard(wires)
    found = [w for w in words if any(w.encode() in b for b in heard)]
    check(sum(map(len, heard)) > 10000 and not found,
          "of a whole case nothing can be read on the wire", found)
    pieces = [piece[40:72] for _, piece in
              logs.raw_acts(network["hanbin"].dir)]
    check(pieces and not any(p in b for p in pieces for b in heard),
          "not one act goes over the wire in clear")


def equal_again(network):
    """Districts agree, though every byte between them passes the attacker."""
    return report.until(60, network.equal)


def change_on_the_way(network, wires, office):
    for mode in ("flip", "drop", "insert"):
        hurt = sum(w.hurt for w in wires)
        for wire in wires:
            wire.mode = mode
        Case(office).step()
        report.until(10, lambda: sum(w.hurt for w in wires) > hurt)
        for wire in wires:
            wire.mode = "pass"
        Case(office).step()  # what is missing shows with what follows
        check(sum(w.hurt for w in wires) > hurt and equal_again(network),
              f"after a {mode} the logs are equal again")
    journals = "".join(n.journal() for n in network)
    check("rule=P-5 " in journals or "rule=P-3 " in journals,
          "what was changed is named: P-5 or P-3", journals[-800:])


def replay(network, wires):
    """Everything that a member once said, said again to the same node."""
    sessions = [(w, bytes(b)) for w in wires for b in w.heard if len(b) > 600]
    before = {n.name: n.ends() for n in network}
    got = 0
    for wire, said in sessions[:6]:
        with socket.create_connection(("127.0.0.1", wire.target), 5) as s:
            try:
                s.sendall(said)
                s.shutdown(socket.SHUT_WR)
                while piece := s.recv(PIECE):
                    got += len(piece)
            except OSError:
                pass
    check(sessions and got <= 6 * 512,
          "a recorded session said again gets no answer behind the handshake",
          f"{len(sessions)} sessions, {got} bytes")
    check({n.name: n.ends() for n in network} == before,
          "and changes no log")


def main():
    with Network() as network:
        network.make()
        wires = in_the_middle(network)
        for node in network:
            node.start()
        network.opened()
        for name in ("hanbin", "ankang-gaoxin"):
            network.admit(network[name])
        network.publish()
        office = Office(network)
        office.open()
        case = Case(office)
        case.run()
        network.synced()
        check(case.state("ankang") == "CLOSED",
              "a case is carried to its end through the attacker's hands")
        nothing_to_read(wires, office, case.number, network)
        change_on_the_way(network, wires, office)
        replay(network, wires)
        for wire in wires:
            wire.cut()
        check(equal_again(network), "after a cut of all wires they are equal")
        for node in network:
            answer = node.cli("log", "verify")
            check(answer.code == 0, f"{node.name}: every log verifies",
                  answer)


main()
report.close()
