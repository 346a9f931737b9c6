"""An auditor: two keys, and what the authority lets them open."""

import network as net


class Auditor:
    """Two keys, and what the authority lets them open."""

    def __init__(self, network, name):
        self.network = network
        self.name = name
        self.folder = network.dir / name
        self.folder.mkdir()
        self.sign_key = self.folder / "sign.key"
        self.key = self.folder / "sealing.key"
        self.line = net.must("key", "new", self.sign_key, "--name",
                             name).out.splitlines()[0]
        self.sealing = net.must("key", "new", self.key, "--name", name,
                                "--purpose", "sealing").out.strip()

    def warrant(self, number):
        return self.network.root(
            "warrant", "issue", number, "--auditor", self.name,
            "--auditor-key", self.line, "--auditor-sealing", self.sealing,
            "--until", "2030-12-31", "--reason", "抽查").json["id"]

    def check(self, file, *words, network=None):
        return net.tongban("audit", "bundle", "check", file, "--network",
                           network or self.network_id, "--json", *words)

    @property
    def network_id(self):
        return self.network["hanbin"].status()["network"]


def make(node, number, warrant, out, *words):
    return node.cli("audit", "bundle", "make", number, "--warrant", warrant,
                    "--out", out, *words)
