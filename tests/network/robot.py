#!/usr/bin/env python3
"""What a node does by itself: renew certificates, give pseudonym keys.

    robot.py [all|quick]

Certificates of seconds come from an operator whose key this test made: the
command knows days only.
"""

import base64
import os
import pathlib
import re
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "outsider"))

import batch  # noqa: E402
import canon  # noqa: E402
import maker  # noqa: E402
import network as net  # noqa: E402
import report  # noqa: E402
from network import Network  # noqa: E402
from office import Office  # noqa: E402
from repo import Repo  # noqa: E402
from report import check  # noqa: E402

DAY = 86400
LEAD = DAY // 3  # a certificate of one day is renewed in its last third
OWN = ("staff.renew", "pseudonym.give", "pseudonym.end")


def acts(node):
    """Every act of the node's own log, as it has it."""
    found = []
    with Repo(node.dir / "logs" / f"{node.name}.git") as repo:
        for name in batch.chain(repo, repo.check()):
            data, _ = batch.blobs(repo, repo.object(name, "commit"))
            found += [canon.decode(piece)
                      for piece, _ in batch.split_acts(data)]
    return found


def of_kind(node, *kinds):
    return [act for act in acts(node) if act["kind"] in kinds]


def given(node):
    """(item, to) of the keys of this year, as it is at +08:00."""
    year = time.gmtime(time.time() + 8 * 3600).tm_year
    return sorted((act["body"]["item"], act["body"]["to"])
                  for act in of_kind(node, "pseudonym.give")
                  if act["body"]["year"] == year)


def has_key(reader, home, to):
    """Does it hold the newest wrap that the home gave it?"""
    act = [act for act in of_kind(home, "pseudonym.give")
           if act["body"]["to"] == to][-1]
    name = act["vault"][0]["root"].hex()
    return (reader.dir / "wraps" / name[:2] / name).exists()


class Operator:
    """Certifies for seconds, with a key of its own."""

    def __init__(self, network, node):
        self.node = node
        self.files = network.dir
        self.network_id = bytes.fromhex(node.status()["network"])
        self.key = maker.Key("an operator")
        line = "ssh-ed25519 " + base64.b64encode(
            b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + self.key.public).decode()
        answer = node.sign(node.own_key(), "staff", "grant", "--id", "op-01",
                           "--name", "运维", "--roles", "operator", "--until",
                           "2030-12-31", "--public", line)
        if answer.code != 0:
            raise RuntimeError(str(answer))

    def certify(self, staff, key, until, renew):
        """@key: a key file; returns its id."""
        said = net.must("key", "show", key).out
        public = base64.b64decode(said.split("ssh-ed25519 ")[1].split()[0])
        body = {"key": public[-32:], "id": staff, "name": "测试", "depts": [],
                "roles": ["window"], "until": until, "renew": renew}
        act = {"after": [], "at": int(time.time() * 1000), "body": body,
               "by": self.key.id, "crit": False, "kind": "staff.grant",
               "net": self.network_id, "node": self.node.name, "refs": [],
               "nonce": os.urandom(16), "suite": 1, "v": 1, "vault": []}
        signed = maker.preimage(b"act@tongban", maker.pack(act))
        act["sigs"] = [[self.key.id, self.key.sign(signed)]]
        path = self.files / f"{staff}.act"
        path.write_bytes(maker.pack(act))
        answer = self.node.cli("act", "submit", path)
        if answer.code != 0:
            raise RuntimeError(str(answer))
        return maker.sha(b"\1" + public[-32:])


def new_key(office, name):
    subprocess.run([net.PROGRAM, "key", "new", office.key(name), "--name",
                    name], capture_output=True, check=True)
    return office.key(name)


def renewals(node, key):
    return [act for act in of_kind(node, "staff.renew")
            if act["body"]["key"] == key]


def receive(node, office, key, home):
    return node.sign(key, "case", "receive", "--item", "T04", "--home", home,
                     "--form", office.files / "form.json", "--print", "M1",
                     "--drawn", "M2", "--material",
                     f"M3={office.files / 'M3'}", "--receipt",
                     node.network.dir)


def in_time(node, office, operator):
    """Two certificates come due in some seconds; one is revoked before."""
    due = int(time.time()) + 8
    end = int(time.time()) + 3 * DAY
    kept = operator.certify("kept-01", new_key(office, "kept"), due + LEAD,
                            end)
    gone = operator.certify("gone-01", new_key(office, "gone"), due + LEAD,
                            end)
    answer = node.sign(node.own_key(), "staff", "revoke", "gone-01")
    check(answer.code == 0 and not renewals(node, kept),
          "two short certificates, one is revoked; none is due yet", answer)
    report.until(30, lambda: renewals(node, kept))
    said = renewals(node, kept)
    check(len(said) == 1 and said[0]["at"] // 1000 >= due and
          abs(said[0]["body"]["until"] - said[0]["at"] // 1000 - DAY) <= 2,
          "in its last third the certificate is renewed, for a day",
          (due, said))
    check(not renewals(node, gone), "the revoked one is not")
    return kept, gone


def clerk_goes_on(node, office, operator):
    """A clerk whose certificate would end while the hall is open."""
    key = new_key(office, "short")
    now = int(time.time())
    name = operator.certify("short-01", key, now + 5, now + DAY // 2)
    report.until(5, lambda: renewals(node, name))
    time.sleep(max(0, now + 7 - time.time()))
    answer = receive(node, office, key, "hanbin")
    check(answer.code == 0, "past its first end the clerk still receives",
          answer)
    said = renewals(node, name)
    check([act["body"]["until"] for act in said] == [now + DAY // 2],
          "renewed once, and no further than the grant says", said)


def renewal_stops(node, office, operator):
    key = new_key(office, "last")
    now = int(time.time())
    name = operator.certify("last-01", key, now + 4, now + 9)
    report.until(5, lambda: renewals(node, name))
    time.sleep(max(0, now + 11 - time.time()))
    answer = receive(node, office, key, "hanbin")
    check(answer.code != 0, "after `renew` the clerk is out", answer)
    check(len(renewals(node, name)) == 1, "and nothing renews it any more")


def keys_are_given(network):
    hanbin, gaoxin = network["hanbin"], network["ankang-gaoxin"]
    want = [("T04", "ankang-gaoxin"), ("T04", "hanbin")]
    network.wait(lambda: given(hanbin) == want, "hanbin gives its keys")
    network.wait(lambda: given(gaoxin) == want[:1], "gaoxin has its own")
    check(True, "the home has a key, and so has whom it lets receive")
    network.synced()
    check(report.until(20, lambda: all(n.status().get("needs") == 0
                                       for n in network)),
          "the sealed key is where it belongs")
    check("duty=pseudonym.give of=\"T04 " in hanbin.journal(),
          "each is a line in the journal")


def same_person(network, office, halls):
    """E03: the same person at each of the halls, for one home."""
    cases = []
    for hall, key in halls:
        answer = receive(network[hall], office, key, "hanbin")
        check(answer.code == 0, f"{hall} receives", answer)
        cases.append(answer.json["number"])
    network.synced()
    people = {act["body"].get("person") for node in network
              for act in of_kind(node, "case.receive")}
    check(len(people) == 1 and None not in people,
          "one person, one pseudonym, whichever hall", people)
    for node in (network["hanbin"], network["ankang-gaoxin"]):
        shown = node.cli("case", "show", cases[0]).json
        check(cases[-1] in shown.get("duplicates", []),
              f"{node.name} shows the other case as a duplicate", shown)
    return cases


def another_district(network, office):
    """A grant given later: the key comes with it, and it is the same."""
    hanbin, ankang = network["hanbin"], network["ankang"]
    office.must_sign(ankang, "standard", "adopt", "T04", "--from",
                     "2026-01-01")
    office.certify("ankang", "he-fang", "何方", "window")
    office.must_sign(hanbin, "grant", "give", "--to", "ankang", "--item",
                     "T04", "--rights", "receive", "--until", "2030-12-31")
    network.wait(lambda: ("T04", "ankang") in given(hanbin),
                 "hanbin gives ankang the key")
    network.wait(lambda: ("T04", "ankang") in given(ankang),
                 "ankang has its own")
    network.wait(lambda: has_key(ankang, hanbin, "ankang"),
                 "ankang has the sealed key")


def stolen_sealing_key(network, office, halls):
    """Said to be compromised, then destroyed: the reader goes on."""
    hanbin, gaoxin = network["hanbin"], network["ankang-gaoxin"]
    answer = gaoxin.cli("key", "rotate", "--purpose", "sealing",
                        "--compromised")
    text = (gaoxin.dir / "keys/sealing.key").read_text()
    public = bytes.fromhex(re.search("public ([0-9a-f]{64})", text).group(1))
    check(answer.code == 0, "a sealing key is replaced as compromised",
          answer)

    def again(home):
        return [act for act in of_kind(home, "pseudonym.give")
                if act["body"]["to"] == gaoxin.name
                and act["body"]["sealing"] == public]

    network.wait(lambda: len(again(hanbin)) == 1 and len(again(gaoxin)) == 1,
                 "both homes give their keys for the new one")
    check(len([act for act in of_kind(hanbin, "pseudonym.give")
               if act["body"]["to"] == "hanbin"]) == 1,
          "the same keys again, and only to whose key was stolen")
    network.wait(lambda: has_key(gaoxin, hanbin, gaoxin.name),
                 "the new wrap has come")
    gaoxin.stop()
    (gaoxin.dir / "keys/sealing-1.key").unlink()
    gaoxin.start()
    network.wait(network.connected, "connected again")
    same_person(network, office, halls)


def nothing_twice(network):
    network.synced()
    before = {node.name: len(of_kind(node, *OWN)) for node in network}
    for node in network:
        node.restart()
    network.wait(network.connected, "all are connected again")
    # A pass begins two seconds after the start.
    network.wait(lambda: all(n.status()["duties"].get("done") is not None
                             for n in network), "all serve")
    time.sleep(5)
    after = {node.name: len(of_kind(node, *OWN)) for node in network}
    check(before == after and sum(before.values()) > 5,
          "restarted: nothing is given or renewed twice", (before, after))


def told(node):
    duties = node.status()["duties"]
    check(duties["done"] > 0 and duties.get("last") and
          duties.get("last_at") and duties.get("next_at", 0) > time.time(),
          "status tells the last duty and when the next is due", duties)
    out = net.tongban("status", "--dir", node.dir).out
    check(re.search(r"duties \d+.*last \S+ .*next \d{4}-", out),
          "in words, too", out)
    text = node.get("/metrics")[1].decode()
    check(re.search(r'duties_done_total\{duty="staff.renew"\} [1-9]', text) and
          'duties_failed_total{duty="staff.renew"} 0' in text,
          "and each kind is counted", text[-1500:])


def main():
    with Network() as network:
        network.make()
        for node in network:
            path = node.dir / "node.yaml"
            path.write_text(re.sub(r"certificate_days: \d+",
                                   "certificate_days: 1", path.read_text()))
            node.start()
        network.opened()
        for name in ("hanbin", "ankang-gaoxin"):
            network.admit(network[name])
        network.publish()
        office = Office(network)
        office.open()
        hanbin = network["hanbin"]
        keys_are_given(network)
        operator = Operator(network, hanbin)
        _, gone = in_time(hanbin, office, operator)
        clerk_goes_on(hanbin, office, operator)
        renewal_stops(hanbin, office, operator)
        halls = [("ankang-gaoxin", office.key("chen-yu")),
                 ("hanbin", office.key("li-min"))]
        same_person(network, office, halls)
        another_district(network, office)
        cases = same_person(network, office,
                            [("ankang", office.key("he-fang"))] + halls)
        listed = hanbin.cli("case", "list", "--duplicates").json["cases"]
        check(set(cases) <= {line["number"] for line in listed},
              "the list of duplicates has them", listed)
        stolen_sealing_key(network, office, halls)
        told(hanbin)
        nothing_twice(network)
        check(not renewals(hanbin, gone),
              "what was revoked is not renewed to the end")


if __name__ == "__main__":
    main()
    report.close()
