"""verify.py follows who was suspended, retired and succeeded (F-120 to F-128)."""

import unittest

import test_verify as base
from maker import Key, tree_head
from test_verify import (CLERK, LEAF, OPERATOR, OTHER, ROOTS, STAR, START,
                         grant, member)

THIRD = {name: Key(f"ziyang {name}") for name in STAR}


class Case(base.Case):
    """Three members; hanbin has staff, and the clock goes on by itself."""

    def setUp(self):
        super().setUp()
        self.ready()
        self.star, self.leaf = self.world.star, self.world.leaf
        self.time = START + 30
        self.rule("node.admit", {"member": member("ziyang", THIRD)})

    def log(self, log, kind, body, signers, **more):
        self.time += 10
        nonce = self.time.to_bytes(16, "big")
        log.batch(self.time, [log.act(kind, body, signers, nonce=nonce,
                                      **more)])

    def rule(self, kind, body, signers=()):
        self.log(self.star, kind, body, ROOTS[:2] + list(signers))

    def cut(self, kind, size=None, node="hanbin"):
        size = len(self.leaf.leaves) if size is None else size
        body = {"node": node, "at": [0, size, tree_head(
            self.leaf.leaves[:size])]}
        if kind != "node.resume":
            body["reason"] = ""
        self.rule(kind, body)

    def succeed(self, to=("ziyang",), signers=(LEAF["log"], THIRD["log"])):
        size = len(self.leaf.leaves)
        self.rule("node.succeed", {
            "from": [["hanbin", 0, size, tree_head(self.leaf.leaves)]],
            "to": list(to), "reason": ""}, signers)

    def archive(self, key=OPERATOR, to="ankang"):
        self.log(self.leaf, "archive.give", {"to": to, "until": base.UNTIL},
                 [key])

    def says(self, *lines):
        code, said = self.world.verify()
        self.assertEqual(code, 0, said)
        self.assertEqual([line for line in said if line.startswith("-- ") and
                          "is not here" not in line], list(lines))


class Cuts(Case):
    def test_what_is_beyond_a_cut_is_counted_and_no_fault(self):
        self.cut("node.suspend")
        self.archive()
        self.archive(to="ziyang")
        self.says("-- hanbin is suspended at 3; 2 acts beyond a cut do not "
                  "count (F-124)")

    def test_behind_a_resumption_acts_count_again(self):
        self.cut("node.suspend")
        self.archive()
        self.cut("node.resume")
        self.archive(to="ziyang")
        self.says("-- hanbin is active at 4; 1 acts beyond a cut do not "
                  "count (F-124)")

    def test_what_takes_away_is_never_beyond(self):
        self.cut("node.retire")
        self.log(self.leaf, "staff.revoke", {"key": CLERK.id, "reason": ""},
                 [LEAF["log"]])
        self.says("-- hanbin is retired at 3; 0 acts beyond a cut do not "
                  "count (F-124)")

    def test_a_certificate_from_the_gap_certifies_nobody(self):
        self.cut("node.suspend")
        self.log(self.leaf, "staff.grant",
                 grant(OTHER, "op-2", ["operator"]), [LEAF["log"]])
        self.cut("node.resume")
        self.archive(key=OTHER)
        self.breaks("F-73")

    def test_nor_does_what_its_holder_gave(self):
        puppet = Key("puppet")
        self.cut("node.suspend")
        self.log(self.leaf, "staff.grant",
                 grant(OTHER, "op-2", ["operator"]), [LEAF["log"]])
        self.cut("node.resume")
        self.log(self.leaf, "staff.grant",
                 grant(puppet, "w-02", ["window"]), [OTHER])
        self.log(self.leaf, "case.receive", base.receive(), [puppet],
                 **base.frame())
        code, said = self.world.verify()
        self.assertEqual(code, 1)
        self.assertEqual(len([s for s in said if s.startswith("  F-73")]), 2)

    def test_in_a_case_the_last_certificate_that_stands_counts(self):
        self.cut("node.suspend")
        for key, name, role in ((CLERK, "w-01", "auditor"),
                                (OPERATOR, "op-1", "operator")):
            self.log(self.leaf, "staff.grant", grant(key, name, [role]),
                     [LEAF["log"]])
        self.cut("node.resume")
        self.log(self.leaf, "case.receive", base.receive(), [CLERK],
                 **base.frame())
        self.says("-- hanbin is active at 5; 2 acts beyond a cut do not "
                  "count (F-124)")
        self.archive()  # outside cases: the last one, and that is void
        self.breaks("F-73")

    def test_in_a_case_the_role_is_of_that_certificate(self):
        self.log(self.leaf, "staff.grant", grant(CLERK, "w-01", ["auditor"]),
                 [LEAF["log"]])
        self.cut("node.suspend")
        self.log(self.leaf, "staff.grant", grant(CLERK, "w-01", ["window"]),
                 [LEAF["log"]])
        self.cut("node.resume")
        self.log(self.leaf, "case.receive", base.receive(), [CLERK],
                 **base.frame())
        self.breaks("F-75")

    def test_a_stranger_is_not_cut(self):
        self.cut("node.suspend", node="nowhere")
        self.breaks("F-120")

    def test_nor_is_the_authority(self):
        self.cut("node.suspend", node="ankang")
        self.breaks("F-121")

    def test_nobody_is_suspended_twice_or_resumed_from_nothing(self):
        self.cut("node.resume")
        self.breaks("F-121")
        self.cut("node.suspend")
        self.cut("node.suspend")
        self.breaks("F-121")

    def test_a_log_goes_on_where_it_stopped_or_later(self):
        self.cut("node.suspend")
        self.cut("node.resume", 2)
        self.breaks("F-121")

    def test_who_retired_stays_so(self):
        self.cut("node.retire")
        self.cut("node.suspend")
        self.breaks("F-121")


class Successions(Case):
    def test_every_side_has_signed(self):
        self.succeed()
        self.archive()
        self.says("-- hanbin is succeeded at 3; 1 acts beyond a cut do not "
                  "count (F-124)", "-- ziyang stands for hanbin (F-128)")

    def test_without_a_side_it_waits_and_stops_nothing(self):
        self.succeed(signers=[LEAF["log"]])
        self.cut("node.suspend")
        self.says("-- act 3 of ankang waits (F-127): ziyang has not signed, "
                  "as far as is held here",
                  "-- hanbin is suspended at 3; 0 acts beyond a cut do not "
                  "count (F-124)")

    def test_a_key_that_stands_in_a_side_s_own_log_proves_it(self):
        fresh = Key("hanbin log 2")
        self.succeed(signers=[fresh, THIRD["log"]])
        self.log(self.leaf, "key.rotate", {
            "purpose": "log", "key": fresh.public, "compromised": False},
            [LEAF["log"], fresh])
        self.says("-- hanbin is succeeded at 3; 0 acts beyond a cut do not "
                  "count (F-124)", "-- ziyang stands for hanbin (F-128)")
        self.cut("node.retire")
        self.breaks("F-121")

    def test_the_first_that_is_proven_counts(self):
        self.succeed()
        self.succeed(to=["ankang"], signers=[LEAF["log"], STAR["log"]])
        self.breaks("F-121")

    def test_nobody_succeeds_itself(self):
        self.succeed(to=["hanbin"])
        self.breaks("F-121")

    def test_who_takes_over_is_active(self):
        self.rule("node.retire", {"node": "ziyang", "reason": "", "at": [
            0, 0, tree_head([])]})
        self.succeed()
        self.breaks("F-121")


if __name__ == "__main__":
    unittest.main()
