"""verify.py finds every kind of damage, and nothing in a good log."""

import contextlib
import io
import pathlib
import subprocess
import tempfile
import unittest

import acts
import canon
import ed25519
import formats
import verify
from maker import Key, Log, note, pack, sha, tree_head

ROOTS = sorted((Key(f"root {n}") for n in range(3)), key=lambda k: k.public)
STAR = {name: Key(f"ankang {name}") for name in
        ("channel", "log", "recovery", "sealing", "witness")}
LEAF = {name: Key(f"hanbin {name}") for name in STAR}
OPERATOR, CLERK, OTHER = Key("operator"), Key("clerk"), Key("other")
START, UNTIL = 1_700_000_000, 1_800_000_000


def member(node, keys):
    return {"v": 1, "node": node, "name": f"{node} hall", "code": "610902",
            "keys": {name: key.public for name, key in keys.items()},
            "addresses": ["10.0.0.1:7100"]}


def genesis(**more):
    value = {"v": 1, "suite": 1, "kind": "genesis", "name": "training",
             "at": START * 1000, "nonce": b"n" * 16, "threshold": 2,
             "roots": [key.public for key in ROOTS],
             "authority": member("ankang", STAR)}
    value.update(more)
    return pack(value)


def grant(key, name, roles, until=UNTIL):
    return {"key": key.public, "id": name, "name": name, "roles": roles,
            "depts": [], "until": until}


def receive(**more):
    body = {"item": "T04", "home": "hanbin", "channel": "window",
            "number": "HANBIN-20260301-0001-X", "calendar": "cn",
            "materials": ["m1", "m2"]}
    body.update(more)
    return body


def frame(**more):
    """What a receive carries around its body."""
    around = {"std": b"s" * 32, "vault": [
        {"id": "form", "root": b"f" * 32, "bytes": 3}]}
    around.update(more)
    return around


class World:
    """Two good logs; a test damages them, then asks the verifier."""

    def __init__(self, folder, opened=None):
        self.folder = pathlib.Path(folder)
        self.genesis = opened or genesis()
        self.net = sha(self.genesis)
        self.star = Log(folder, "ankang", STAR["log"], self.net)
        self.leaf = Log(folder, "hanbin", LEAF["log"], self.net)

    def open(self, signers=ROOTS[:2], admit=ROOTS[1:], name="hanbin"):
        star = self.star
        star.batch(START, [star.act("network.open", {"genesis": self.genesis},
                                    signers)])
        star.batch(START + 5, [star.act(
            "node.admit", {"member": member(name, LEAF)}, admit)])
        return self

    def staff(self, until=UNTIL, roles=("window",)):
        leaf = self.leaf
        leaf.batch(START + 10, [leaf.act(
            "staff.grant", grant(OPERATOR, "op-1", ["operator"]),
            [LEAF["log"]])])
        leaf.batch(START + 20, [
            leaf.act("staff.grant", grant(CLERK, "w-01", list(roles), until),
                     [OPERATOR]),
            leaf.act("standard.adopt", {"item": "T04", "from": "2026-01-01"},
                     [OPERATOR], std=b"s" * 32)])
        return self

    def head(self, size=2, **more):
        star = more.get("log", self.star)
        return {"head": [star.node, 0, size, tree_head(star.leaves[:size])]}

    def receive(self, time=START + 30, key=CLERK, body=None, **more):
        act = self.leaf.act("case.receive", body or receive(), [key],
                            **frame(**more))
        self.leaf.batch(time, [act])
        return act

    def good(self):
        self.open().staff().receive(refs=[self.head()])
        return self

    def verify(self, *words):
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            code = verify.main([*words, str(self.folder)])
        return code, out.getvalue().rstrip("\n").split("\n")


class Case(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.logs = self.folder / "logs"
        self.logs.mkdir()
        self.world = World(self.logs)

    def ready(self):
        return self.world.open().staff()

    def breaks(self, *rules, world=None):
        code, lines = (world or self.world).verify()
        found = {line.split()[0] for line in lines if line.startswith("  ")}
        self.assertEqual(set(rules), found, lines)
        self.assertEqual(code, 1)
        self.assertNotIn(" 0 failed", lines[-1])


class GoodLogs(Case):
    def test_passes_a_good_network(self):
        code, lines = self.world.good().verify()
        self.assertEqual(code, 0, lines)
        self.assertEqual(lines[0], f"network {self.world.net.hex()} training")
        self.assertTrue(lines[1].startswith("ok ankang acts=2 batches=2 root="))
        self.assertEqual(
            lines[2], "ok hanbin acts=4 batches=3 root=" +
            tree_head(self.world.leaf.leaves).hex())
        self.assertEqual(lines[-1], "20 passed, 0 failed")

    def test_passes_an_unknown_kind(self):
        leaf = self.ready().leaf
        leaf.batch(START + 30, [leaf.act("weather.seen", {"rain": True},
                                         [OTHER])])
        self.assertEqual(self.world.verify()[0], 0)

    def test_passes_a_batch_of_many_kinds(self):
        leaf = self.ready().leaf
        kinds = [f"odd.{c}" for c in "abcdefghij"]
        leaf.batch(START + 30, [leaf.act(k, {}, [OTHER]) for k in kinds],
                   line="acts 3..12: " + ", ".join(kinds[:8]) + ", ...")
        self.assertEqual(self.world.verify()[0], 0)

    def test_passes_with_the_trusted_genesis(self):
        trusted = self.folder / "genesis"
        trusted.write_bytes(self.world.good().genesis)
        self.assertEqual(self.world.verify("--genesis", str(trusted))[0], 0)

    def test_exports_what_ssh_keygen_verifies(self):
        out = self.folder / "out"
        self.world.good().verify("--export", str(out))
        words = ["ssh-keygen", "-Y", "verify", "-n", "act@tongban", "-f",
                 str(out / "allowed_signers"), "-I", "hanbin/w-01", "-s",
                 str(out / "hanbin" / "3-1.sig")]
        message = (out / "hanbin" / "3.bytes").read_bytes()
        for text, good in ((message, True), (message + b"x", False)):
            done = subprocess.run(words, input=text, capture_output=True,
                                  check=False)
            self.assertEqual(done.returncode == 0, good, done)

    def test_a_folder_without_logs_is_a_usage_error(self):
        with tempfile.TemporaryDirectory() as empty, \
                contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(verify.main([empty]), 2)


class Networks(Case):
    def test_another_genesis_is_another_network(self):
        trusted = self.folder / "genesis"
        trusted.write_bytes(genesis(name="the real one"))
        code, lines = self.world.good().verify("--genesis", str(trusted))
        self.assertEqual(code, 1)
        self.assertTrue(any("F-12" in line or "F-35" in line
                            for line in lines))

    def test_threshold_above_the_roots(self):
        with tempfile.TemporaryDirectory() as folder:
            world = World(folder, genesis(threshold=4)).open()
            code, lines = world.verify()
        self.assertEqual((code, lines[-1]), (1, "0 passed, 1 failed"))
        self.assertIn("F-5", lines[0])

    def test_opened_by_too_few_roots(self):
        self.world.open(signers=ROOTS[:1]).staff()
        self.breaks("F-77", "F-5")

    def test_admitted_by_too_few_roots(self):
        self.world.open(admit=ROOTS[:1]).staff()
        self.breaks("F-77", "F-30")

    def test_node_never_admitted(self):
        self.world.open(name="ziyang").staff()
        self.breaks("F-30")

    def test_admission_in_another_log(self):
        leaf = self.ready().leaf
        leaf.batch(START + 30, [leaf.act(
            "node.admit", {"member": member("ziyang", LEAF)}, ROOTS[:2])])
        self.breaks("F-76")

    def test_admitted_twice(self):
        star = self.ready().star
        star.batch(START + 9, [star.act(
            "node.admit", {"member": member("ziyang", LEAF)}, ROOTS[:2])])
        self.breaks("F-78")


class Batches(Case):
    def damage(self, *rules, time=START + 30, acts=None, **damage):
        leaf = self.ready().leaf
        act = leaf.act("case.receive", receive(), [CLERK], **frame())
        leaf.batch(time, acts or [act], **damage)
        self.breaks(*rules)

    def test_another_branch(self):
        self.ready().leaf.write(
            "refs/heads/side", self.world.leaf.tip.encode() + b"\n")
        self.breaks("F-30")

    def test_missing_object(self):
        leaf = self.ready().leaf
        (leaf.path / "objects" / leaf.tip[:2] / leaf.tip[2:]).unlink()
        self.breaks("F-30")

    def test_truncated_object(self):
        leaf = self.ready().leaf
        leaf.write(f"objects/{leaf.tip[:2]}/{leaf.tip[2:]}", b"x\x9c")
        self.breaks("F-30")

    def test_third_entry_in_the_tree(self):
        self.damage("F-31", entries=[("zettel", b"hello")])

    def test_batch_without_acts(self):
        self.damage("F-31", blob=b"")

    def test_another_author(self):
        self.damage("F-32", author=b"author a <a@b> 1 +0000\n")

    def test_another_summary(self):
        self.damage("F-32", line="act 3: case.close")

    def test_dropped_parent(self):
        leaf = self.ready().leaf
        leaf.batch(START + 30, [leaf.act("odd", {}, [OTHER])], parent=None)
        code, lines = self.world.verify()
        self.assertEqual(code, 1)
        self.assertTrue(any("F-37" in line for line in lines), lines)

    def test_commit_signed_by_another_key(self):
        self.damage("F-34", commit_key=OTHER)

    def test_commit_signed_over_other_bytes(self):
        self.damage("F-34", signed=b"something else")

    def test_commit_signed_in_another_namespace(self):
        self.damage("F-34", namespace=b"act@tongban")

    def test_checkpoint_of_another_origin(self):
        self.damage("F-35", "F-32", origin="tongban/elsewhere/hanbin/0")

    def test_checkpoint_signed_by_another_key(self):
        self.damage("F-36", "F-32", note_key=OTHER)

    def test_checkpoint_with_another_time_than_signed(self):
        leaf = self.ready().leaf
        act = leaf.act("case.receive", receive(), [CLERK], **frame())
        leaves = leaf.leaves + [sha(b"\0" + pack(act))]
        text = note(leaf.origin, 4, tree_head(leaves), START, LEAF["log"])
        leaf.batch(START + 30, [act], note=text)
        self.breaks("F-32", "F-38")

    def test_checkpoint_of_another_root(self):
        self.damage("F-37", root=b"r" * 32)

    def test_checkpoint_of_another_size(self):
        self.damage("F-37", size=3)

    def test_time_goes_back(self):
        self.damage("F-38", time=START + 19)

    def test_equal_time_is_allowed(self):
        self.ready().receive(time=START + 20)
        self.assertEqual(self.world.verify()[0], 0)


class Acts(Case):
    def damage(self, *rules, **change):
        leaf = self.ready().leaf
        leaf.batch(START + 30, [leaf.act("case.receive", receive(), [CLERK],
                                         **frame(**change))])
        self.breaks(*rules)

    def raw(self, *rules, mangle):
        leaf = self.ready().leaf
        act = leaf.act("case.receive", receive(), [CLERK], **frame())
        leaf.batch(START + 30, [act], raw=[mangle(pack(act))])
        self.breaks(*rules)

    def test_long_form_of_an_integer(self):
        self.raw("F-1", mangle=lambda b: b.replace(b"\xa1v\x01",
                                                   b"\xa1v\xcc\x01"))

    def test_keys_out_of_order(self):
        self.raw("F-1", mangle=lambda b: b.replace(b"\xa5after", b"\xa5zfter"))

    def test_float(self):
        self.raw("F-1", mangle=lambda b: b.replace(
            b"\xa1v\x01", b"\xa1v\xcb" + bytes(8)))

    def test_trailing_bytes(self):
        self.raw("F-1", mangle=lambda b: b + b"\xc1")

    def test_later_version(self):
        self.damage("F-11", v=2)

    def test_extra_key(self):
        self.damage("F-10", extra=1)

    def test_declared_time_of_another_era(self):
        self.damage("F-10", at=253402300800000)

    def test_unsorted_heads(self):
        self.damage("F-10", dossier=b"d" * 32,
                    after=[b"b" * 32, b"a" * 32])

    def test_ref_of_two_kinds(self):
        self.damage("F-10", refs=[{"act": b"a" * 32, "note": "x"}])

    def test_another_network(self):
        self.damage("F-12", net=b"x" * 32)

    def test_another_log(self):
        self.damage("F-13", node="ziyang")

    def test_by_is_not_among_the_signatures(self):
        self.damage("F-16", by=OTHER.id)

    def test_no_signature(self):
        leaf = self.ready().leaf
        act = leaf.act("case.receive", receive(), [CLERK], **frame())
        act["sigs"] = []
        leaf.batch(START + 30, [act])
        self.breaks("F-16")

    def test_body_with_a_key_too_many(self):
        leaf = self.ready().leaf
        leaf.batch(START + 30, [leaf.act(
            "case.receive", receive(name="somebody"), [CLERK], **frame())])
        self.breaks("F-72")

    def test_materials_out_of_order(self):
        leaf = self.ready().leaf
        leaf.batch(START + 30, [leaf.act(
            "case.receive", receive(materials=["m2", "m1"]), [CLERK],
            **frame())])
        self.breaks("F-72")

    def test_receive_without_a_form(self):
        self.damage("F-72", vault=[])

    def test_receive_without_a_standard(self):
        leaf = self.ready().leaf
        around = frame()
        del around["std"]
        leaf.batch(START + 30, [leaf.act("case.receive", receive(), [CLERK],
                                         **around)])
        self.breaks("F-72")

    def test_receive_within_a_dossier(self):
        self.damage("F-72", dossier=b"d" * 32)

    def test_heads_of_no_dossier(self):
        self.damage("F-10", after=[b"a" * 32])

    def test_signer_without_a_grant(self):
        self.ready().receive(key=OTHER)
        self.breaks("F-73")

    def test_changed_after_signing(self):
        leaf = self.ready().leaf
        act = leaf.act("case.receive", receive(), [CLERK], **frame())
        act["body"]["materials"] = []
        leaf.batch(START + 30, [act])
        self.breaks("F-74")

    def test_one_bad_root_signature(self):
        star = self.ready().star
        act = star.act("calendar.publish", {"calendar": {
            "v": 1, "series": "cn-state", "version": 1, "years": {}}}, ROOTS)
        act["sigs"][0][1] = act["sigs"][1][1]
        star.batch(START + 30, [act])
        self.breaks("F-74")

    def test_by_is_no_root(self):
        star = self.ready().star
        star.batch(START + 30, [star.act("calendar.publish", {"calendar": {
            "v": 1, "series": "cn-state", "version": 1, "years": {}}},
            [OTHER, *ROOTS])])
        self.breaks("F-73")

    def test_signer_without_the_role(self):
        self.world.open().staff(roles=("issuer",)).receive()
        self.breaks("F-75")

    def test_signer_after_the_certificate(self):
        self.world.open().staff(until=START + 29).receive()
        self.breaks("F-107")

    def test_the_same_act_twice(self):
        act = self.ready().receive()
        self.world.leaf.batch(START + 40, [act])
        self.breaks("F-79")

    def test_new_epoch_is_held(self):
        leaf = self.ready().leaf
        leaf.batch(START + 30, [leaf.act(
            "epoch.open", {"epoch": 1, "prior": ["hanbin", 0, 3]},
            [LEAF["recovery"]])])
        self.breaks("F-40")

    def test_cited_head_that_never_was(self):
        self.ready().receive(refs=[{"head": ["ankang", 0, 2, b"r" * 32]}])
        self.breaks("F-88")

    def test_cited_head_inside_a_batch(self):
        self.ready().receive(refs=[self.world.head(2, log=self.world.leaf)])
        self.breaks("F-88")

    def test_cited_heads_go_back(self):
        self.ready().receive(refs=[self.world.head(2)])
        self.world.receive(time=START + 40, body=receive(item="T05"),
                           refs=[self.world.head(1)])
        self.breaks("F-89")


class Rotations(Case):
    """F-42: who signs a log, and from where on."""

    def setUp(self):
        super().setUp()
        self.world.open().staff()
        self.fresh = Key("hanbin log 2")

    def rotation(self, signers, purpose="log", key=None, compromised=False):
        key = key or self.fresh
        return self.world.leaf.act("key.rotate", {
            "purpose": purpose, "key": key.public,
            "compromised": compromised}, signers)

    def rotate(self, **more):
        leaf = self.world.leaf
        leaf.batch(START + 30, [self.rotation(
            [LEAF["log"], self.fresh], **more)])
        leaf.key = self.fresh
        return leaf

    def test_passes_a_rotated_log_and_exports_when(self):
        leaf = self.rotate(compromised=True)
        leaf.batch(START + 40, [leaf.act(
            "node.move", {"addresses": ["10.0.0.2:7100"]}, [self.fresh])])
        out = self.folder / "out"
        code, lines = self.world.verify("--export", str(out))
        self.assertEqual(code, 0, lines)
        signers = [line for line in
                   (out / "allowed_signers").read_text().splitlines()
                   if line.startswith("hanbin ")]
        stamp = formats.ssh_public(self.fresh.public)
        self.assertIn('valid-before="20231114221350Z"', signers[0])
        self.assertIn('valid-after="20231114221350Z"', signers[1])
        self.assertTrue(signers[1].endswith(stamp))
        self.assertEqual(
            (out / "revoked_keys").read_text(),
            formats.ssh_public(LEAF["log"].public) + " hanbin\n")

    def test_recovery_signs_as_well(self):
        leaf = self.world.leaf
        leaf.batch(START + 30, [self.rotation(
            [LEAF["recovery"], self.fresh])])
        leaf.key = self.fresh
        leaf.batch(START + 40, [leaf.act(
            "node.move", {"addresses": []}, [self.fresh])])
        self.assertEqual(self.world.verify()[0], 0)

    def test_the_old_key_signs_no_later_batch(self):
        leaf = self.rotate()
        leaf.key = LEAF["log"]
        leaf.batch(START + 40, [leaf.act(
            "node.move", {"addresses": []}, [self.fresh])])
        self.breaks("F-32", "F-36")

    def test_the_old_key_signs_no_later_act(self):
        leaf = self.rotate()
        leaf.batch(START + 40, [leaf.act(
            "node.move", {"addresses": []}, [LEAF["log"]])])
        self.breaks("F-73")

    def test_the_new_key_signs_no_earlier_batch(self):
        leaf = self.world.leaf
        leaf.key = self.fresh
        leaf.batch(START + 30, [self.rotation([LEAF["log"], self.fresh])])
        self.breaks("F-32", "F-36")

    def test_a_rotation_is_the_last_of_its_batch(self):
        leaf = self.world.leaf
        leaf.batch(START + 30, [
            self.rotation([LEAF["log"], self.fresh]),
            leaf.act("node.move", {"addresses": []}, [LEAF["log"]])])
        self.breaks("F-42")

    def test_the_new_key_has_signed(self):
        self.world.leaf.batch(START + 30, [self.rotation([LEAF["log"]])])
        self.breaks("F-42")

    def test_a_key_that_was_used_before(self):
        leaf = self.world.leaf
        leaf.batch(START + 30, [self.rotation(
            [LEAF["log"]], "sealing", LEAF["channel"])])
        self.breaks("F-129")

    def test_a_witness_key_has_signed_its_rotation(self):
        self.world.leaf.batch(START + 30, [self.rotation(
            [LEAF["log"]], "witness")])
        self.breaks("F-74")

    def test_a_receipt_is_judged_by_the_key_of_its_size(self):
        leaf = self.world.leaf
        old, size = leaf.receipt(1, START + 20), len(leaf.leaves)
        self.rotate()
        act = self.folder / "act"
        act.write_bytes(leaf.acts[1])
        for name, proof in (("old", old), ("new", leaf.receipt(1, START + 30))):
            path = self.folder / name
            path.write_bytes(proof)
            # The new key signs sizes behind the rotation only.
            code, lines = self.world.verify("--receipt", str(path), "--act",
                                            str(act))
            self.assertEqual(code == 0, name == "old", lines)
        self.assertLess(size, len(leaf.leaves))


class Receipts(Case):
    def setUp(self):
        super().setUp()
        self.world.good()
        self.act = self.folder / "act"
        self.proof = self.folder / "act.tlog-proof"
        self.act.write_bytes(self.world.leaf.acts[1])
        self.proof.write_bytes(self.world.leaf.receipt(1, START + 30))

    def judge(self):
        return self.world.verify("--receipt", str(self.proof),
                                 "--act", str(self.act))

    def test_passes_a_good_receipt(self):
        code, lines = self.judge()
        self.assertEqual(code, 0, lines)
        self.assertIn("ok staff.grant is act 1 of hanbin", lines)
        self.assertEqual(lines[-1], "1 passed, 0 failed")

    def test_passes_when_only_the_authority_is_at_hand(self):
        (self.logs / "hanbin.git").rename(self.folder / "elsewhere")
        self.assertEqual(self.judge()[0], 0)

    def test_another_act(self):
        self.act.write_bytes(self.world.leaf.acts[2])
        self.assertEqual(self.judge()[0], 1)

    def test_another_place(self):
        self.proof.write_bytes(self.proof.read_bytes().replace(
            b"index 1", b"index 0"))
        self.assertEqual(self.judge()[0], 1)

    def test_another_size(self):
        self.proof.write_bytes(self.proof.read_bytes().replace(
            b"/0\n4\n", b"/0\n5\n"))
        self.assertEqual(self.judge()[0], 1)

    def test_log_that_has_forgotten_the_act(self):
        leaf = self.world.leaf
        leaf.leaves[0] = sha(b"\0an act that the log has no more")
        self.proof.write_bytes(leaf.receipt(1, START + 30))
        code, lines = self.judge()
        self.assertEqual(code, 1)
        self.assertIn("F-37", lines[-2])


class WorkedExample(unittest.TestCase):
    """FORMAT section 10: what the page shows, byte for byte."""

    PAGE = pathlib.Path(__file__).parents[2] / "docs" / "FORMAT.md"
    PUBLIC = bytes.fromhex("8a88e3dd7409f195fd52db2d3cba5d72"
                           "ca6709bf1d94121bf3748801b40f6f5c")

    def setUp(self):
        section = self.PAGE.read_text("utf-8").partition("Worked example")[2]
        lines = section.split("```")[1].strip().split("\n")
        self.raw = bytes.fromhex("".join(line.partition(";")[0]
                                         for line in lines))
        self.text = section
        self.act = canon.decode(self.raw)

    def test_has_the_shape_of_an_act(self):
        acts.act(self.act)
        acts.body(self.act)
        self.assertEqual(canon.encode(self.act), self.raw)

    def test_has_the_id_that_the_page_says(self):
        self.assertIn(verify.act_id(self.act).hex(), self.text)

    def test_is_signed_over_the_preimage_that_the_page_shows(self):
        del self.act["sigs"]
        preimage = formats.sshsig_preimage("act@tongban",
                                           canon.encode(self.act))
        self.assertIn(preimage.hex(), self.text)
        signature = canon.decode(self.raw)["sigs"][0][1]
        self.assertTrue(ed25519.verify(self.PUBLIC, preimage, signature))


class Primitives(unittest.TestCase):
    KEY = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc"
                        "9c982ccf2ec4968cc0cd55f12af4660c")
    SIG = bytes.fromhex("92a009a9f0d4cab8720e820b5f642540"
                        "a2b27b5416503f8fb3762223ebdb69da"
                        "085ac1e43e15996e458f3613d0f11d8c"
                        "387b2eaeb4302aeeb00d291612bb0c00")

    def test_verifies_the_vector_of_rfc_8032(self):
        self.assertTrue(ed25519.verify(self.KEY, b"\x72", self.SIG))
        self.assertFalse(ed25519.verify(self.KEY, b"\x73", self.SIG))

    def test_refuses_s_above_the_group_order(self):
        s = int.from_bytes(self.SIG[32:], "little") + ed25519.L
        forged = self.SIG[:32] + s.to_bytes(32, "little")
        self.assertFalse(ed25519.verify(self.KEY, b"\x72", forged))

    def test_refuses_a_key_of_small_order(self):
        for y in (1, 0, ed25519.P - 1, ed25519.P, ed25519.P + 1):
            key = y.to_bytes(32, "little")
            forged = (1).to_bytes(32, "little") + bytes(32)
            self.assertFalse(ed25519.verify(key, b"any", forged))

    def test_our_own_signer_agrees(self):
        for n in range(8):
            key, text = Key(f"k{n}"), bytes([n]) * n
            self.assertTrue(ed25519.verify(key.public, text, key.sign(text)))

    def test_canonical_form_is_its_own_inverse(self):
        value = {"a": [0, 127, 128, 255, 256, 65535, 65536, 2**32, 2**63 - 1,
                       -1, -32, -33, -128, -129, -2**31 - 1, -2**63],
                 "b": "x" * 31, "bb": "y" * 70000, "c": b"", "d": None,
                 "e": [True, False, {}, []], "f": {str(n): n
                                                   for n in range(100)}}
        self.assertEqual(canon.decode(canon.encode(value)), value)

    def test_refuses_what_is_not_canonical(self):
        for text in ("cc7f", "cd00ff", "d0ff", "d1ff80", "d90161", "c500",
                     "dc0001c0", "81a161", "82a161c0a161c0", "8101c0", "ca",
                     "c1", "c7", "d4", "a1ff", "a3eda080", "c0c0", "",
                     "cf8000000000000000", "91" * 17 + "c0"):
            with self.subTest(text), self.assertRaises(canon.Refused):
                canon.decode(bytes.fromhex(text))

    def test_inclusion_holds_at_every_place_of_every_tree(self):
        from maker import inclusion
        leaves = []
        tree = formats.Tree()
        for n in range(20):
            leaves.append(sha(bytes([n])))
            tree.append(leaves[-1])
            self.assertEqual(tree.root(), tree_head(leaves))
            for m, leaf in enumerate(leaves):
                self.assertEqual(tree.root(), formats.root_of_proof(
                    leaf, m, n + 1, inclusion(m, leaves)))


if __name__ == "__main__":
    unittest.main()
