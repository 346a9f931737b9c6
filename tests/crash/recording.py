"""What one process did to a folder, as changes and syncs, out of strace.

A change says for which file or folder it must be synced to last.  Data that
was written through a shared mapping (libgit2 writes packs so) is not in the
trace: it is taken from the file as it is at the end, and counts as written when
the mapping goes.
"""

import collections
import pathlib
import re

CALLS = ("openat,close,write,pwrite64,lseek,mkdir,rename,link,unlink,unlinkat,"
         "rmdir,ftruncate,fsync,fdatasync,syncfs,mmap,munmap,dup,dup2,dup3,"
         "renameat,renameat2,linkat,mkdirat,truncate,writev,pwritev,"
         "sync_file_range,fallocate,copy_file_range,sendfile,symlink,msync")
OPTIONS = ("-xx", "-s", "1000000", "-e", "trace=" + CALLS)
# Understood below; any other call that succeeds fails the recording.
IGNORED = ("dup",)

# kind: "link" node into folder as name, "unlink" name from folder (node: a
# folder), "write" data at offset into node, "size" of node.  @joined: happens
# together with the one before it.
Change = collections.namedtuple("Change", "kind node name arg data joined",
                                defaults=(None, None, None, None, False))
Sync = collections.namedtuple("Sync", "node")    # None: the whole disk
Said = collections.namedtuple("Said", "line")

LINE = re.compile(r"^(\w+)\((.*)\)\s+= (-?\w+)")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
ROOT = 0


def split(words):
    """The arguments of a call; strings as bytes."""
    out = []
    for word in words.split(", "):
        text = TEXT.fullmatch(word)
        out.append(bytes.fromhex(text[1].replace("\\x", "")) if text else word)
    return out


class Recording:
    """events: Change, Sync and Said in the order in which they happened."""

    def __init__(self, folder, lines):
        self.folder = pathlib.Path(folder)
        self.events = []
        self.folders = {ROOT: {}}   # node -> name -> node, as it runs
        self.bytes = {}             # node -> size, of files
        self.open = {}              # descriptor -> [node, offset]
        self.maps = {}              # address -> (node, offset, length)
        self.mapped = []            # (index in events, node)
        for line in lines:
            self.take(line)
        self.fill_mapped()

    # -- names --

    def inside(self, path, at=None):
        """(folder, name) of a path under the recorded folder; (ROOT, "") is
        the folder itself, None is elsewhere."""
        text = path.decode()
        if at is not None and not text.startswith("/"):
            return at, text
        if text == str(self.folder):
            return ROOT, ""
        if not text.startswith(f"{self.folder}/"):
            return None
        parts = [p for p in text[len(str(self.folder)) + 1:].split("/")
                 if p not in ("", ".")]
        node = ROOT
        for part in parts[:-1]:
            node = self.folders[node][part]
        return (node, parts[-1]) if parts else (ROOT, "")

    def node_at(self, place):
        folder, name = place
        return folder if name == "" else self.folders[folder].get(name)

    def new_node(self):
        return len(self.folders) + len(self.bytes)

    # -- what happened --

    def put(self, *words, **named):
        self.events.append(Change(*words, **named))

    def add(self, place, node, joined=False):
        folder, name = place
        self.folders[folder][name] = node
        self.put("link", folder, name, node, joined=joined)

    def drop(self, place, joined=False):
        folder, name = place
        del self.folders[folder][name]
        self.put("unlink", folder, name, joined=joined)

    def take(self, line):
        found = LINE.match(line)
        if found is None or found[3].startswith("-"):
            return
        name, result = found[1], int(found[3], 0)
        do = getattr(self, "do_" + name, None)
        if do is not None:
            do(split(found[2]), result)
        elif name not in IGNORED:
            raise ValueError(f"not understood: {line[:200]}")

    def do_openat(self, words, result):
        at = self.open[int(words[0])][0] if words[0].isdigit() and int(
            words[0]) in self.open else None
        place = self.inside(words[1], at)
        if place is None:
            self.open.pop(result, None)
            return
        node = self.node_at(place)
        if node is None:
            node = self.new_node()
            self.bytes[node] = 0
            self.add(place, node)
        elif "O_TRUNC" in words[2]:
            self.bytes[node] = 0
            self.put("size", node, None, 0)
        self.open[result] = [node, 0]

    def do_close(self, words, _):
        self.open.pop(int(words[0]), None)

    def do_lseek(self, words, result):
        if int(words[0]) in self.open:
            self.open[int(words[0])][1] = result

    def write_at(self, node, offset, data):
        self.bytes[node] = max(self.bytes[node], offset + len(data))
        self.put("write", node, None, offset, data)

    def do_write(self, words, result):
        file = self.open.get(int(words[0]))
        if file is not None:
            self.write_at(file[0], file[1], words[1][:result])
            file[1] += result
        elif words[0] == "1":
            self.events.append(Said(words[1].decode()))

    def do_pwrite64(self, words, result):
        file = self.open.get(int(words[0]))
        if file is not None:
            self.write_at(file[0], int(words[3]), words[1][:result])

    def do_ftruncate(self, words, _):
        node = self.open[int(words[0])][0]
        self.bytes[node] = int(words[1])
        self.put("size", node, None, int(words[1]))

    def do_mkdir(self, words, _):
        place = self.inside(words[0])
        if place is not None:
            node = self.new_node()
            self.folders[node] = {}
            self.add(place, node)

    def do_rename(self, words, _):
        old, new = self.inside(words[0]), self.inside(words[1])
        node = self.node_at(old)
        if old[0] == new[0]:
            del self.folders[old[0]][old[1]]
            self.folders[new[0]][new[1]] = node
            self.put("rename", old[0], new[1], node, old[1])
        else:
            self.add(new, node)
            self.drop(old, joined=True)

    def do_link(self, words, _):
        self.add(self.inside(words[1]), self.node_at(self.inside(words[0])))

    def do_unlink(self, words, _):
        place = self.inside(words[0])
        if place is not None:
            self.drop(place)

    do_rmdir = do_unlink

    def do_unlinkat(self, words, _):
        at = self.open.get(int(words[0])) if words[0].isdigit() else None
        self.drop(self.inside(words[1], at[0] if at else None))

    def do_fsync(self, words, _):
        self.events.append(Sync(self.open[int(words[0])][0]))

    do_fdatasync = do_fsync

    def do_syncfs(self, _, __):
        self.events.append(Sync(None))

    def do_mmap(self, words, result):
        shared = "MAP_SHARED" in words[3] and "PROT_WRITE" in words[2]
        if shared and int(words[4]) in self.open:
            self.maps[result] = (self.open[int(words[4])][0],
                                 int(words[5], 0), int(words[1]))

    def do_munmap(self, words, _):
        found = self.maps.pop(int(words[0], 0), None)
        if found is not None:
            node, offset, length = found
            self.mapped.append((len(self.events), node))
            self.put("write", node, None, offset, length)

    # -- mapped data --

    def fill_mapped(self):
        if self.maps:
            raise ValueError("a mapping is left")
        paths = dict(self.paths(ROOT, self.folder))
        for index, node in self.mapped:
            change = self.events[index]
            whole = paths[node].read_bytes()
            self.events[index] = change._replace(
                data=whole[change.arg:change.arg + change.data])

    def paths(self, node, path):
        for name, inside in self.folders[node].items():
            yield inside, path / name
            if inside in self.folders:
                yield from self.paths(inside, path / name)
