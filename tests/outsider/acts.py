"""The shape of genesis, members, acts and their bodies (FORMAT 2, 3 and 7).

The table KINDS says which body and which signer each kind asks for; those of
cases stand in cases.py.
"""

import re

import canon
import cases
from canon import Refused
from shapes import (ROLES, any_map, as_bytes, boolean, digest as _digest,
                    integer, item as _item, list_of, one_of, plain, raw,
                    record, seconds as _seconds, slug as _slug, table_of,
                    text, tuple_of as _tuple, words as _words,
                    words_of as _words_of)

KIND = re.compile(r"[a-z][a-z_]*(\.[a-z_]+)*")
RIGHTS = set("receive notice verify accept decide print deliver".split())
AT_MAX = 253402300799999


# Parts of acts and members


def _hours(value):
    """Spans of one day in minutes, ascending, none touching the next."""
    minute = integer(0, 1440)
    list_of(_tuple(minute, minute), 1, 4)(value)
    edges = [edge for span in value for edge in span]
    if any(a >= b for a, b in zip(edges, edges[1:])):
        raise ValueError("spans are not ascending and apart")


def _address(value):
    text(255)(value)
    host, _, port = value.rpartition(":")
    if not host or not all("!" <= c <= "~" for c in value):
        raise ValueError(f"{value!r} is no host:port")
    if not re.fullmatch("[1-9][0-9]{0,4}", port) or int(port) > 65535:
        raise ValueError(f"{value!r} has no port")


def _vault_id(value):
    text(64, least=1)(value)
    if any(c < " " for c in value):
        raise ValueError("has a control character")


def _ref(value):
    any_map(value)
    if len(value) != 1:
        raise ValueError("a ref has not exactly one key")
    record({"act?": _digest, "note?": text(4096),
            "head?": _tuple(_slug, integer(0), integer(0), _digest)})(value)


_member = record({
    "v": one_of(1), "node": _slug, "name": plain(128),
    "code?": text(6, re.compile("[0-9]{6}")),
    "keys": record(dict.fromkeys(
        ("channel", "log", "recovery", "sealing", "witness"), _digest)),
    "addresses": list_of(_address, most=8),
})


def member(value):
    """F-6."""
    _member(value)
    if len(set(value["keys"].values())) != 5:
        raise ValueError("two keys are the same")


_genesis = record({
    "v": one_of(1), "suite": one_of(1), "kind": one_of("genesis"),
    "name": plain(128), "at": integer(0, AT_MAX), "nonce": raw(16),
    "roots": list_of(_digest, 1, 16, rank=as_bytes),
    "threshold": integer(1, 16), "authority": member,
})


def genesis(data):
    """The map of a genesis' bytes, or Refused (F-5)."""
    if len(data) > 65536:
        raise Refused("F-2", "a genesis above 65536 bytes")
    value = canon.decode(data)
    try:
        _genesis(value)
    except ValueError as error:
        raise Refused("F-5", f"genesis {error}") from None
    if value["threshold"] > len(value["roots"]):
        raise Refused("F-5", "the threshold is above the number of roots")
    return value


# Acts

_ACT = record({
    "after": list_of(_digest, most=16, rank=as_bytes),
    "at": integer(0, AT_MAX), "body": any_map, "by": _digest,
    "crit": boolean, "dossier?": _digest, "kind": text(48, KIND),
    "net": _digest, "node": _slug, "nonce": raw(16),
    "refs": list_of(_ref, most=16),
    "sigs": list_of(_tuple(_digest, raw(64)), most=16),
    "std?": _digest, "suite": one_of(1), "v": one_of(1),
    "vault": list_of(
        record({"id": _vault_id, "root": _digest,
                "bytes": integer(1, 2147483648)}),
        most=64, rank=lambda item: as_bytes(item["id"])),
})


def act(value):
    """F-10, F-11, F-16: raise Refused unless the map has an act's shape."""
    if isinstance(value, dict):
        for key in ("v", "suite"):
            if isinstance(value.get(key), int) and value[key] != 1:
                raise Refused("F-11", f"{key} is {value[key]}, a later one")
    try:
        _ACT(value)
    except ValueError as error:
        raise Refused("F-10", f"an act {error}") from None
    if value["after"] and "dossier" not in value:
        raise Refused("F-10", "an act cites heads of no dossier")
    signers = [key for key, _ in value["sigs"]]
    if sorted(set(signers)) != signers or value["by"] not in signers:
        raise Refused("F-16", "sigs is not sorted, unique and with `by`")


# Kinds: body, signer (a role of F-8, "log", "node", "recovery", "staff"), roles
# of staff; "log" is the log key or staff, "node" the log key alone

_date = text(10, re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"))
_days = table_of(text(), re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"))
_reason = plain(200, least=0)

_code = text(6, re.compile("[0-9]{6}"))
_desk = ("window", "acceptor", "dispatcher", "supervisor")
_channels = ("window online agent kiosk proactive onsite mail phone").split()
_note = text(4096)
_hashes = list_of(_digest, 0, 64)
_cut = _tuple(integer(0), integer(0), _digest)
_cut_of = _tuple(_slug, integer(0), integer(0), _digest)


def roles(value):
    """F-8: the four roles, each with its keys and threshold."""
    keys = record({"keys": list_of(raw(32), 1, 16, rank=as_bytes),
                   "threshold": integer(1, 16)})
    record({name: keys for name in
            ("calendar", "root", "roster", "standards")})(value)
    for role in value.values():
        if role["threshold"] > len(role["keys"]):
            raise ValueError("has a threshold above the number of keys")


KINDS = {
    "network.open": ({"genesis": raw()}, "root", ()),
    "node.admit": ({"member": member}, "roster", ()),
    "calendar.publish": ({"calendar": record(
        {"v": one_of(1), "series": _slug, "version": integer(1),
         "years": table_of(record({"off": _days, "work": _days}),
                           re.compile("[0-9]{4}"))})}, "calendar", ()),
    "standard.publish": ({"standard": any_map}, "standards", ()),
    "staff.grant": ({"key": _digest, "id": _slug, "name": plain(64),
                     "roles": _words_of(ROLES), "depts": _words,
                     "until": _seconds, "renew?": _seconds},
                    "log", ("operator",)),
    "staff.renew": ({"key": _digest, "until": _seconds}, "node", ()),
    "staff.revoke": ({"key": _digest, "good?": integer(0),
                      "reason": _reason}, "log", ("operator",)),
    "root.change": ({"version": integer(0), "roles": roles}, "root", ()),
    "policy.set": ({"version": integer(0), "escrow?": _digest}, "root", ()),
    "node.rename": ({"node": _slug, "name": plain(128), "code?": _code},
                    "roster", ()),
    "node.suspend": ({"node": _slug, "at": _cut, "reason": _reason},
                     "roster", ()),
    "node.resume": ({"node": _slug, "at": _cut}, "roster", ()),
    "node.retire": ({"node": _slug, "at": _cut, "reason": _reason},
                    "roster", ()),
    "node.succeed": ({"from": list_of(_cut_of, 1, 64,
                                      rank=lambda c: as_bytes(c[0])),
                      "to": list_of(_slug, 1, 64), "reason": _reason},
                     "roster", ()),
    "node.move": ({"addresses": list_of(_address, most=8)},
                  "log", ("operator",)),
    "key.rotate": ({"purpose": one_of("channel", "log", "recovery",
                                      "sealing", "witness"),
                    "key": _digest, "compromised": boolean},
                   "recovery", ()),
    "archive.give": ({"to": _slug, "until": _seconds},
                     "log", ("operator",)),
    "archive.end": ({"to": _slug}, "log", ("operator",)),
    "pseudonym.give": ({"item": _item, "year": integer(1970, 9999),
                        "to": _slug, "sealing?": _digest}, "node", ()),
    "pseudonym.end": ({"item": _item, "year": integer(1970, 9999)},
                      "node", ()),
    "office.set": ({"from": _date, "hours": _hours},
                   "log", ("operator",)),
    "warrant.issue": ({"case": _digest, "auditor": plain(64),
                       "key": _digest, "sealing": _digest,
                       "until": _seconds, "reason": _reason}, "root", ()),
    "standard.adopt": ({"item": _item, "from": _date},
                       "log", ("operator",)),
    "credit.mark": ({"case": _digest, "ground": raw(), "item": _item,
                     "subject": _digest},
                    "staff", ("supervisor", "integrity")),
    "credit.repair": ({"mark": _digest, "node": _slug, "reason": plain(200),
                       "record?": _digest},
                      "staff", ("supervisor", "integrity")),
    "licence.issue": ({"licence": _digest, "holder": _digest,
                       "type": plain(64), "until?": _seconds,
                       "case?": _digest}, "staff", ("issuer",)),
    "licence.renew": ({"issue": _digest, "until?": _seconds},
                      "staff", ("issuer",)),
    "licence.suspend": ({"issue": _digest, "reason": _reason},
                        "staff", ("issuer",)),
    "licence.resume": ({"issue": _digest, "reason": _reason},
                       "staff", ("issuer",)),
    "licence.revoke": ({"issue": _digest, "reason": _reason},
                       "staff", ("issuer",)),
    "licence.ask": ({"issue": _digest, "node": _slug, "reason": plain(600)},
                    "staff", ("window", "acceptor", "reviewer-1",
                              "reviewer-2", "reviewer-3", "issuer",
                              "handler", "supervisor", "integrity")),
    "licence.give": ({"ask": _digest, "to": _slug, "sealing": _digest},
                     "node", ()),
    "slot.open": ({"days": list_of(_date, 1, 64, as_bytes), "hours": _hours,
                   "items?": list_of(plain(64), 0, 64, as_bytes),
                   "label": plain(64), "minutes": integer(5, 480),
                   "seats": integer(1, 100)}, "staff", _desk),
    "slot.close": ({"open": _digest, "reason": _reason}, "staff", _desk),
    "slot.book": ({"open": _digest, "starts": _seconds, "item": _item,
                   "channel": one_of(*_channels), "code": _digest},
                  "staff", _desk),
    "slot.cancel": ({"booking": _digest, "reason": _reason},
                    "staff", _desk),
    "slot.kept": ({"booking": _digest, "case?": _digest}, "staff", _desk),
    "slot.missed": ({"booking": _digest}, "staff", _desk),
    "fork.proof": ({"node": _slug, "one": _note, "two": _note,
                    "proof": _hashes}, "log", ()),
    "settle": ({"node": _slug, "at": _cut, "reason": plain(200, least=0)},
               "roster", ()),
    "grant.end": ({"grant": _digest, "reason": _reason},
                  "log", ("operator",)),
    "grant.give": ({"to": _slug, "item": _item,
                    "rights": _words_of(RIGHTS), "until": _seconds},
                   "log", ("operator",)),
}
KINDS.update(cases.KINDS)
OPENING = {"case.receive", "case.lead.open"}
WITH_STD = {"standard.adopt", "grant.give", "credit.mark"} | OPENING
NO_VAULT = {"case.reassign", "case.open", "case.hold", "case.release",
            "case.erase", "case.erased"}
VAULT_NEEDED = {"case.receive": "form", "case.lead.consent": "form",
                "case.accept.gap": "gap", "case.accept.promise": "promise",
                "case.decide.no": "decision", "case.issue": "result",
                "case.revoke": "decision"}


def signer_of(value):
    """Whose signature the act needs, and the roles of staff."""
    if value["kind"] == "case.open" and "warrant" in value["body"]:
        return "node", ()
    return KINDS[value["kind"]][1:]


def _frame(value):
    """What stands around the body, as a sentence about what is wrong."""
    kind = value["kind"]
    is_case = kind.startswith("case.")
    held = {entry["id"] for entry in value["vault"]}
    if ("std" in value) != (kind in WITH_STD):
        return "std is there, or is not, against section 7"
    if ("dossier" in value) != (is_case and kind not in OPENING):
        return "dossier is there, or is not, against section 7"
    if not is_case and value["refs"]:
        return "refs are for case acts"
    if kind in ("pseudonym.give", "licence.give"):
        if held != {"key." + str(value["body"].get("to"))}:
            return "the vault is not the key for `to` alone"
    elif kind in ("licence.issue", "licence.renew"):
        if held != {"key." + str(value["node"])}:
            return "the vault is not the document for its issuer alone"
    elif not is_case and held:
        return "the vault is for case acts"
    if kind in NO_VAULT and held:
        return "it carries no vault"
    if kind in VAULT_NEEDED and VAULT_NEEDED[kind] not in held:
        return f"the vault lacks {VAULT_NEEDED[kind]!r}"
    return None


def body(value):
    """F-72: raise Refused unless a known kind's body is as in section 7."""
    if value["kind"] not in KINDS:
        return
    fields = KINDS[value["kind"]][0]
    fault = _frame(value)
    if fault:
        raise Refused("F-72", f"{value['kind']}: {fault}")
    try:
        record(fields)(value["body"])
    except ValueError as error:
        raise Refused("F-72", f"{value['kind']} body {error}") from None
