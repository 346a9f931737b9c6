"""A log's bare git repository, read by stock git and re-hashed here.

SHA-1 names are addresses: every object is hashed again, and replacement
objects and the caller's configuration are kept out.
"""

import hashlib
import os
import subprocess

from canon import Refused

BRANCH = "refs/heads/log"
OBJECT_BYTES_MAX = 16 << 20


def _environment():
    keep = {key: os.environ[key] for key in ("PATH", "TMPDIR")
            if key in os.environ}
    keep.update(LC_ALL="C", GIT_NO_REPLACE_OBJECTS="1", HOME="/nonexistent",
                GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL=os.devnull)
    return keep


class Repo:
    """One bare repository; use as a context, it holds one git process."""

    def __init__(self, path):
        self.path = str(path)
        self.reader = None

    def __enter__(self):
        self.reader = subprocess.Popen(
            self._command("cat-file", "--batch"), env=_environment(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL)
        return self

    def __exit__(self, *_):
        self.reader.stdin.close()
        self.reader.stdout.close()
        self.reader.wait()

    def _command(self, *words):
        return ["git", "-c", "safe.directory=*", f"--git-dir={self.path}",
                *words]

    def _git(self, *words):
        done = subprocess.run(self._command(*words), env=_environment(),
                              capture_output=True, text=True, check=False)
        if done.returncode:
            raise Refused("F-30", f"git {words[0]}: {done.stderr.strip()}")
        return done.stdout

    def check(self):
        """F-30; the newest commit's name, or None in an empty log."""
        if self._git("rev-parse", "--is-bare-repository").strip() != "true":
            raise Refused("F-30", "not a bare repository")
        if self._git("rev-parse", "--show-object-format").strip() != "sha1":
            raise Refused("F-30", "objects are not named by SHA-1")
        if self._git("symbolic-ref", "HEAD").strip() != BRANCH:
            raise Refused("F-30", f"HEAD does not point to {BRANCH}")
        refs = self._git("for-each-ref",
                         "--format=%(refname) %(objectname)").split()
        if refs[0::2] not in ([], [BRANCH]):
            raise Refused("F-30", f"branches besides {BRANCH}")
        return refs[1] if refs else None

    def object(self, name, kind):
        """The bytes of an object, whose name they must hash to."""
        self.reader.stdin.write(name.encode("ascii") + b"\n")
        self.reader.stdin.flush()
        words = self.reader.stdout.readline().decode("ascii").split()
        if len(words) != 3:
            raise Refused("F-30", f"object {name} is missing or unreadable")
        size = int(words[2])
        if size > OBJECT_BYTES_MAX:
            raise Refused("F-2", f"object {name} has {size} bytes")
        data = self.reader.stdout.read(size)
        self.reader.stdout.read(1)
        if words[1] != kind:
            raise Refused("F-31", f"object {name} is no {kind}")
        head = f"{kind} {size}".encode() + b"\0"
        if hashlib.sha1(head + data).hexdigest() != name:
            raise Refused("F-30", f"object {name} does not hash to its name")
        return data
