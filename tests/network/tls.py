#!/usr/bin/env python3
"""The example for nginx, with a real nginx: a desk logs in through TLS.

    tls.py [all|quick]
"""

import http.client
import json
import os
import re
import ssl
import subprocess

import network as net
import report
import rights
from network import Network
from office import Case, Office
from report import check

NAME = "tongban.example"
DESK = "127.0.0.7"  # another address than the proxy's own


def certificate(folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
         f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-keyout",
         folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True)


def configure(folder, port, api_port):
    """The example with this machine's names and paths, and nothing else."""
    text = (net.SOURCE / "deploy/nginx/tongban.conf").read_text()
    for old, new in (("listen 8443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
                     ("/etc/tongban/tls/fullchain.pem", f"{folder}/cert.pem"),
                     ("/etc/tongban/tls/privkey.pem", f"{folder}/key.pem"),
                     ("http://127.0.0.1:8101", f"http://127.0.0.1:{api_port}"),
                     ("/var/log/nginx/tongban.log", f"{folder}/access.log")):
        if old not in text:
            raise RuntimeError(f"the example no longer says {old}")
        text = text.replace(old, new)
    user = "user root;\n" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user}daemon off;\npid {folder}/nginx.pid;\n"
        f"error_log {folder}/error.log;\nevents {{}}\nhttp {{\n"
        + "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in
                  ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        + text + "}\n")


class Desk(rights.Asker):
    """The same questions, through TLS."""

    port = 0
    trust = None
    seen = None

    def ask(self, method, path, body=None, **headers):
        context = ssl.create_default_context(cafile=self.trust)
        c = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20,
                                        context=context,
                                        source_address=(DESK, 0))
        c._context.check_hostname = False  # the name is in Host below
        headers["Host"] = NAME
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            c.request(method, path, body, headers)
            answer = c.getresponse()
            return answer.status, answer.read(), dict(answer.getheaders())
        finally:
            c.close()


def through(network, node, office, case, folder):
    key = rights.maker.Key("a desk")
    rights.certify(network, node, key, "desk-01", "window")
    rights.Asker = Desk
    status, said, _, _ = rights.log_in(node, key)
    check(status == 201, "a desk logs in through TLS", said)
    desk = Desk(node, said["token"])
    status, data, _ = desk.ask("GET", f"/v1/cases/{case.number}")
    check(status == 200 and json.loads(data)["number"] == case.number,
          "and reads a case", data[:200])
    check(Desk(node).ask("GET", "/v1/cases")[0] == 401,
          "nobody reads none")
    check(desk.ask("GET", "/metrics")[0] == 404, "metrics stay inside")
    desk.ask("GET", "/v1/cases", **{"X-Forwarded-For": "203.0.113.77"})
    Desk(node, "wrong").ask("GET", "/v1/cases",
                            **{"X-Forwarded-For": "203.0.113.77"})
    check(f"address={DESK} " in node.journal(),
          "the node sees the desk's own address", node.journal()[-500:])
    check("203.0.113.77" not in node.journal(),
          "a client cannot say it is somebody else")
    log = (folder / "access.log").read_text()
    check("/v1/cases" in log and said["token"] not in log,
          "the proxy's log holds no token")


def main():
    with Network() as network:
        network.found()
        office = Office(network)
        office.open()
        case = Case(office)
        case.run(2)
        node = network["hanbin"]
        folder = network.dir / "tls"
        folder.mkdir()
        certificate(folder)
        (Desk.port,) = net.free_ports(1)
        Desk.trust = folder / "cert.pem"
        configure(folder, Desk.port, node.api_port)
        text = (node.dir / "node.yaml").read_text()
        text = re.sub(r"^hosts:.*$", f'hosts: ["{NAME}"]', text, flags=re.M)
        text = re.sub(r"^proxies:.*$", 'proxies: ["127.0.0.1"]', text,
                      flags=re.M)
        (node.dir / "node.yaml").write_text(text)
        node.restart()
        proxy = subprocess.Popen(["nginx", "-p", folder, "-c",
                                  folder / "nginx.conf"],
                                 stderr=subprocess.DEVNULL)
        try:
            check(report.until(10, lambda: (folder / "nginx.pid").exists()),
                  "nginx takes the example")
            through(network, node, office, case, folder)
        finally:
            proxy.terminate()
            proxy.wait(10)


main()
report.close()
