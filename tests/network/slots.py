#!/usr/bin/env python3
"""Appointments (M29): a hall offers slots, books them by telephone and online,
never one seat twice, and says who came; other districts see it.

    slots.py [all|quick]
"""

import datetime
import threading

import report
from network import Network
from office import Case, Office
from report import check

A, H, G = "ankang", "hanbin", "ankang-gaoxin"
ZONE = datetime.timezone(datetime.timedelta(hours=8))
DAY = (datetime.datetime.now(ZONE) + datetime.timedelta(days=3)).date()


class Desk:
    def __init__(self, network, office):
        self.network, self.office = network, office

    def sign(self, node, clerk, *words):
        return self.network[node].sign(self.office.key(clerk), "slot", *words)

    def open(self, *more, node=H, clerk="li-min", days=DAY):
        return self.sign(node, clerk, "open", "--label", "婚姻登记", "--days",
                         str(days), "--hours", "09:00-10:00,14:00-14:50",
                         "--minutes", "30", "--seats", "2", *more)

    def book(self, slot, at="09:30", *more, node=H, clerk="li-min",
             item="T21"):
        return self.sign(node, clerk, "book", slot, "--starts",
                         f"{DAY}T{at}", "--item", item, *more)

    def free(self, node=A):
        slots = self.network[node].cli("slot", "list", "--day",
                                       str(DAY)).json["slots"]
        return {s["starts_text"][11:16]: s["free"] for s in slots}

    def state(self, code, node=A):
        found = self.network[node].cli("slot", "bookings", "--code",
                                       code).json["bookings"]
        return [b["state"] for b in found]


def offered(desk):
    answer = desk.open("--items", "T21")
    slot = answer.json["id"]
    desk.network.synced()
    check(answer.code == 0 and
          desk.free() == {"09:00": 2, "09:30": 2, "14:00": 2},
          "what a hall offers is seen in another district, whole slots alone",
          desk.free())
    for words, rule, sentence in (
            ({"days": "2026-02-30"}, "F-290", "a date that does not exist"),
            ({"days": "2020-01-01"}, "F-290", "a day that is over")):
        answer = desk.open(**words)
        check(answer.code == 1 and rule in f"{answer}",
              f"{sentence} is refused", answer)
    answer = desk.sign(H, "wang-jun", "close", slot)
    check(answer.code == 1 and "F-75" in f"{answer}",
          "a reviewer offers no slots and closes none", answer)
    return slot


def no_seat_is_given_twice(desk, slot):
    """M29: whoever is quicker."""
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(
        desk.book(slot, "09:30", "--channel", "online"))) for _ in range(5)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    good = [a for a in answers if a.code == 0]
    check(len(good) == 2 and all("F-292" in f"{a}" for a in answers
                                 if a.code != 0),
          "of five who ask at once two get the two seats", answers)
    for at, item, rule, sentence in (
            ("09:15", "T21", "F-291", "between two slots"),
            ("14:30", "T21", "F-291", "in a rest too short for a slot"),
            ("09:00", "T04", "F-291", "for an item it is not for")):
        answer = desk.book(slot, at, item=item)
        check(answer.code == 1 and rule in f"{answer}",
              f"none is booked {sentence}", answer)
    answer = desk.book(slot, node=G, clerk="chen-yu")
    check(answer.code == 1 and "F-294" in f"{answer}",
          "another hall does not book here", answer)
    desk.network.synced()
    check(desk.free()["09:30"] == 0, "and everybody sees that it is full")
    return [(a.json["id"], a.json["code"]) for a in good]


def ended(desk, bookings):
    (first, code), (second, other) = bookings
    check(desk.state(code.lower().replace("-", "")) == ["booked"],
          "a booking is found by its code, as it is told on the phone")
    answer = desk.network[A].cli("slot", "bookings", "--code", "NO")
    check(answer.code != 0 and "ABCD-EFGH" in f"{answer}",
          "what is no code is told so", answer)
    answer = desk.sign(H, "li-min", "missed", first)
    check(answer.code == 1 and "F-293" in f"{answer}",
          "nobody has missed what has not begun", answer)
    answer = desk.sign(H, "li-min", "cancel", first, "--reason", "来电取消")
    desk.network.synced()
    check(answer.code == 0 and desk.free()["09:30"] == 1 and
          desk.state(code) == ["cancelled"], "a seat comes free again", answer)
    answer = desk.sign(H, "li-min", "cancel", first)
    check(answer.code == 1 and "F-293" in f"{answer}",
          "a booking ends once", answer)
    case = Case(desk.office)
    case.step()
    number = case.number
    desk.network.synced()
    shown = desk.network[H].cli("case", "show", number).json["id"]
    answer = desk.sign(H, "li-min", "kept", second, "--case", shown)
    desk.network.synced()
    found = desk.network[G].cli("slot", "bookings", "--day",
                                str(DAY)).json["bookings"]
    check(answer.code == 0 and
          [b.get("case") for b in found if b["id"] == second] == [shown] and
          desk.state(other) == ["kept"],
          "who came, and the case it led to, stand there", found)


def closed(desk, slot):
    answer = desk.sign(H, "li-min", "close", slot, "--reason", "设备检修")
    desk.network.synced()
    check(answer.code == 0 and desk.free() == {},
          "a hall stops offering", answer)
    answer = desk.book(slot, "14:00")
    check(answer.code == 1 and "F-294" in f"{answer}",
          "then nothing is booked any more", answer)


def main():
    with Network() as network:
        network.found()
        office = Office(network)
        office.open()
        desk = Desk(network, office)
        slot = offered(desk)
        ended(desk, no_seat_is_given_twice(desk, slot))
        closed(desk, slot)
        network.synced()
        rows = [n.cli("index", "dump").out for n in network]
        check(rows[0] and rows[0] == rows[1] == rows[2],
              "all nodes have equal rows")


main()
report.close()
