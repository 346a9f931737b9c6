"""The golden bytes of tests/vectors/formats.json, read from FORMAT.md alone."""

import contextlib
import io
import json
import pathlib
import subprocess
import tempfile
import unittest

import acts
import canon
import formats
import verify

VECTORS = pathlib.Path(__file__).parent.parent / "vectors" / "formats.json"
PAGE = VECTORS.parent.parent.parent / "docs" / "FORMAT.md"
GOLDEN = json.loads(VECTORS.read_text(encoding="utf-8"))
BODIES = json.loads((VECTORS.parent / "bodies.json").read_text("utf-8"))
BATCHES = ("batch0", "batch1", "batch2", "batch3")


def raw(key):
    return bytes.fromhex(GOLDEN[key])


def git(repo, *arguments, data=b""):
    done = subprocess.run(["git", f"--git-dir={repo}", *arguments],
                          input=data, capture_output=True, check=True)
    return done.stdout.decode().strip()


def write_log(repo):
    """The batches as a bare repository, with stock git."""
    subprocess.run(["git", "init", "--quiet", "--bare", repo], check=True)
    git(repo, "symbolic-ref", "HEAD", "refs/heads/log")
    for name in BATCHES:
        blobs = {"acts": raw(f"{name}.act"),
                 "checkpoint": GOLDEN[f"{name}.checkpoint"].encode()}
        lines = "".join(
            f"100644 blob {git(repo, 'hash-object', '-w', '--stdin', data=data)}"
            f"\t{path}\n" for path, data in blobs.items())
        git(repo, "mktree", data=lines.encode())
        commit = git(repo, "hash-object", "-t", "commit", "-w", "--stdin",
                     data=GOLDEN[f"{name}.commit"].encode())
        git(repo, "update-ref", "refs/heads/log", commit)


def run(*arguments):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        status = verify.main([str(a) for a in arguments])
    return status, said.getvalue()


class GoldenBytes(unittest.TestCase):
    def test_the_network_id_is_the_hash_of_the_genesis_bytes(self):
        self.assertEqual(formats.sha256(raw("genesis")), raw("network"))
        acts.genesis(raw("genesis"))

    def test_act_ids_leave_the_signatures_out(self):
        for name in BATCHES:
            value = canon.decode(raw(f"{name}.act"))
            del value["sigs"]
            self.assertEqual(
                formats.tagged("tongban/act/v1", canon.encode(value)),
                raw(f"{name}.id"))

    def test_a_calendar_is_canonical_and_stands_in_its_act(self):
        published = canon.decode(raw("batch1.act"))["body"]["calendar"]
        self.assertEqual(canon.encode(published), raw("calendar"))

    def test_a_join_request_is_signed_by_the_log_and_recovery_keys(self):
        value = canon.decode(raw("join"))
        signatures = dict(map(tuple, value.pop("sigs")))
        message = canon.encode(value)
        keys = value["member"]["keys"]
        for name in ("log", "recovery"):
            self.assertTrue(formats.sshsig_verify(
                keys[name], "join@tongban", message,
                signatures[formats.key_id(keys[name])]))
        self.assertEqual(value["net"], raw("network"))

    def test_vault_objects_are_named_by_their_sealed_chunks(self):
        for name in ("vault", "wrap", "wrap3"):
            self.assertEqual(formats.leaf_hash(raw(f"{name}.object")),
                             raw(f"{name}.root"))
        plain = "健康体检证明".encode()
        self.assertEqual(len(raw("vault.object")), 16 + 24 + len(plain) + 16)

    def test_a_witness_cosigns_what_it_was_asked(self):
        old, *proof = GOLDEN["witness.ask"].split("\n\n")[0].split("\n")
        note = GOLDEN["witness.ask"].split("\n\n", 1)[1]
        text = note.split("\n\n")[0] + "\n"
        self.assertEqual(old, "old 1")
        self.assertEqual(len(proof), 2)
        self.assertEqual(note, GOLDEN["batch2.checkpoint"])
        origin = formats.checkpoint_origin(note.encode())
        name = origin.replace("/ankang/0", "/hanbin/witness")
        line = GOLDEN["witness.line"].rstrip("\n")
        key = raw("witness.key")
        time = formats.cosignature_time(text, line, name, key)
        own = formats.checkpoint_parse(
            note.encode(), origin,
            canon.decode(raw("genesis"))["authority"]["keys"]["log"]).time
        self.assertEqual(time, own + 1)
        with self.assertRaises(canon.Refused):
            formats.cosignature_time(text.replace("3", "2"), line, name, key)

    def test_a_witness_is_drawn_by_a_hash(self):
        drawn = formats.sha256(b"tongban/witness/v1\0" + raw("network") +
                               b"ankang\0hanbin")
        self.assertEqual(drawn, raw("witness.draw"))

    def test_the_page_shows_the_same_bytes(self):
        page = PAGE.read_text(encoding="utf-8")
        self.assertIn(GOLDEN["batch1.commit"], page)
        joined = "".join(page.split())
        for key in ("join", "vault.object", "vault.key", "vault.root",
                    "calendar", "network", "batch2.act"):
            self.assertIn(GOLDEN[key], joined, key)

    def test_the_log_passes_every_check(self):
        with tempfile.TemporaryDirectory() as folder:
            logs = pathlib.Path(folder) / "logs"
            logs.mkdir()
            write_log(logs / "ankang.git")
            genesis = pathlib.Path(folder) / "genesis"
            genesis.write_bytes(raw("genesis"))
            status, said = run(logs, "--genesis", genesis)
            self.assertEqual(status, 0, said)

    def test_the_log_key_changes_behind_the_third_batch(self):
        keys = canon.decode(raw("genesis"))["authority"]["keys"]
        rotation = canon.decode(raw("batch2.act"))
        old, new = keys["log"], rotation["body"]["key"]
        origin = formats.checkpoint_origin(GOLDEN["batch2.checkpoint"].encode())
        for name, key in zip(BATCHES, (old, old, old, new)):
            note = GOLDEN[f"{name}.checkpoint"].encode()
            formats.checkpoint_parse(note, origin, key)
            with self.assertRaises(canon.Refused):
                formats.checkpoint_parse(note, origin,
                                         old if key == new else new)

    def test_the_receipt_shows_the_act_in_the_log(self):
        with tempfile.TemporaryDirectory() as folder:
            top = pathlib.Path(folder)
            (top / "logs").mkdir()
            write_log(top / "logs" / "ankang.git")
            (top / "receipt").write_text(GOLDEN["receipt"], encoding="utf-8")
            for name, wanted in (("batch0", 0), ("batch1", 1)):
                (top / "act").write_bytes(raw(f"{name}.act"))
                status, said = run("--receipt", top / "receipt", "--act",
                                   top / "act", top / "logs")
                self.assertEqual(status, wanted, said)


class GoldenBodies(unittest.TestCase):
    """tests/vectors/bodies.json: an act of each kind, by sections 3 and 7."""

    def test_there_is_one_of_each_kind_that_the_page_names(self):
        self.assertEqual({kind.split()[0] for kind in BODIES}, set(acts.KINDS))

    def test_each_has_the_shape_and_the_id_that_the_page_says(self):
        for kind, golden in BODIES.items():
            with self.subTest(kind):
                data = bytes.fromhex(golden["act"])
                act = canon.decode(data)
                acts.act(act)
                acts.body(act)
                self.assertEqual(act["kind"], kind.split()[0])
                self.assertEqual(canon.encode(act), data)
                self.assertEqual(verify.act_id(act).hex(), golden["id"])

    def test_the_staff_are_those_of_the_table_of_events(self):
        page = PAGE.read_text("utf-8")
        table = page.split("**F-95**")[1].split("**F-96**")[0]
        staff = {}
        for line in table.splitlines():
            cells = [cell.strip() for cell in line.strip("| ").split("|")]
            if cells[0].startswith("`case."):
                staff.setdefault(cells[0].strip("`"), set()).add(cells[6])
        for kind, cells in staff.items():
            signer, roles = acts.KINDS[kind][1:]
            said = set(" ".join(cells).split())
            if "level" in said:  # the standard names it
                said = acts.ROLES
            if signer != "node":
                self.assertEqual(set(roles), said, kind)
        self.assertEqual(set(staff),
                         {k for k in acts.KINDS if k.startswith("case.")})

    def test_what_carries_no_vault_is_refused_with_one(self):
        for kind in BODIES.keys() - acts.VAULT_NEEDED.keys():
            if kind.startswith("case.") and kind not in acts.NO_VAULT:
                continue
            with self.subTest(kind):
                act = canon.decode(bytes.fromhex(BODIES[kind]["act"]))
                act["vault"] = [{"id": "x"}]
                with self.assertRaises(canon.Refused):
                    acts.body(act)


if __name__ == "__main__":
    unittest.main()
