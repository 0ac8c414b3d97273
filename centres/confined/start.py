"""Takes limits, leaves the network, and becomes the command: start.py PROCESSOR MEMORY OUTPUT COMMAND…

Run by its path and with the standard library only. A program that is not ours cannot limit itself, and between fork and
exec of a process with threads nothing of this would be safe.
"""

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress

NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000  # <sched.h>
PR_SET_PDEATHSIG = 1


def leave_the_network() -> None:
    """In a user namespace of its own, which many systems allow to everybody; where one does not, nothing changes.

    Some allow the namespace and not the lines that name its one user (Ubuntu 24.04): who we are has no name then, and
    still the same rights to our files.
    """
    user, group = os.getuid(), os.getgid()
    if ctypes.CDLL(None).unshare(NEW_USER | NEW_NETWORK) != 0:
        return
    for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with suppress(OSError), open(f"/proc/self/{name}", "w") as file:
            file.write(line)


def end_with_parent() -> None:
    """After the namespace: whoever changes what they may do loses this."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def take_limits(processor: int, memory: int, output: int) -> None:
    for what, most in (
        (resource.RLIMIT_CPU, processor),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most, most) if hard == resource.RLIM_INFINITY else (min(most, hard), hard))


if __name__ == "__main__":
    if sys.platform == "linux":
        leave_the_network()
        end_with_parent()
    take_limits(*(int(word) for word in sys.argv[1:4]))
    os.execvp(sys.argv[4], sys.argv[4:])
