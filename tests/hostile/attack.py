"""What one program tries against another of the same user.

    attack.py PID       prints the words of the attacks that worked

Stands alone: neighbour.py runs it as another user, from another folder.
"""

import ctypes
import os
import sys

PTRACE_ATTACH, PTRACE_DETACH = 16, 17
EPERM = 1

def opens(pid, name):
    try:
        with open(f"/proc/{pid}/{name}", "rb") as file:
            file.read(1)
    except PermissionError:
        return False
    except OSError:
        return True  # /proc/PID/mem: open, and nothing lies at 0
    return True


def traces(pid):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(PTRACE_ATTACH, pid, None, None) != 0:
        return False
    os.waitpid(pid, 0)
    libc.ptrace(PTRACE_DETACH, pid, None, None)
    return True


class Span(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("len", ctypes.c_size_t)]


def reads(pid):
    """process_vm_readv; an address that is not there is no refusal."""
    libc = ctypes.CDLL(None, use_errno=True)
    room = ctypes.create_string_buffer(1)
    here = Span(ctypes.addressof(room), 1)
    there = Span(4096, 1)
    got = libc.process_vm_readv(pid, ctypes.byref(here), 1,
                                ctypes.byref(there), 1, 0)
    return got >= 0 or ctypes.get_errno() != EPERM


def attack(pid):
    """What worked against the process, as words; runs as the attacker."""
    tried = {"environ": opens(pid, "environ"), "maps": opens(pid, "maps"),
             "mem": opens(pid, "mem"), "ptrace": traces(pid),
             "process_vm_readv": reads(pid)}
    print(" ".join(name for name, worked in tried.items() if worked))


attack(int(sys.argv[1]))
