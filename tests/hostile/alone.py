"""A case of one district alone, for tests of who cannot read it."""

import logs  # noqa: F401 first: sets the path to the helpers
import network as net


def private_case(network, office):
    """hanbin's own case, in which gaoxin takes no part."""
    node = network["hanbin"]
    key = network.dir / "keys/window.key"
    line = net.must("key", "new", key, "--name", "he-hua").out.splitlines()[0]
    office.must_sign(node, "staff", "grant", "--id", "he-hua", "--name",
                     "何华", "--roles", "window", "--until", "2030-12-31",
                     "--public", line)
    answer = node.sign(key, "case", "receive", "--item", "T04", "--home",
                       "hanbin", "--form", office.files / "form.json",
                       "--print", "M1", "--drawn", "M2", "--material",
                       f"M3={office.files / 'M3'}", "--receipt", network.dir)
    if answer.code != 0:
        raise RuntimeError(str(answer))
    network.synced()
    return answer.json["number"]
