"""How a process makes sure that it does not outlive the one that started it."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with(parent: int, number: signal.Signals) -> None:
    """Have the kernel send this process the signal once its parent has died."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    # The parent may have died before the kernel was told.
    if os.getppid() != parent:
        os._exit(1)
