"""Work in a process of its own: whatever a file does to its reader, the server goes on.

The reader of workbooks is native code. A damaged file can make it ask for more memory than there is, which ends its
process at once, with nothing to catch. The process is started at the first need and serves one file after the other.
"""

import os
import resource
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

MEMORY = 4 * 1024**3  # bytes of addresses
SECONDS = 120  # of the processor, for one file


class Lost(Exception):
    """The process has ended before it had an answer."""


class _Held:
    lock = threading.Lock()
    pool = None


def call(function, *arguments):
    """Return what the function answers there; what goes in and out is copied. Raises Lost.

    It is tried twice: the process may have been ended by another's file, while this one waited.
    """
    try:
        return _tried(function, arguments)
    except Lost:
        return _tried(function, arguments)


def _tried(function, arguments):
    with _Held.lock:
        if _Held.pool is None:
            _Held.pool = ProcessPoolExecutor(1, get_context("spawn"), _begin)
        pool = _Held.pool
    try:
        return pool.submit(_limited, function, arguments).result()
    except BrokenProcessPool as ended:
        with _Held.lock:
            if _Held.pool is pool:
                _Held.pool = None
        pool.shutdown(wait=False)
        raise Lost from ended


def _begin():
    os.environ["RUST_BACKTRACE"] = "0"  # one line of it is enough
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _limited(function, arguments):
    used = resource.getrusage(resource.RUSAGE_SELF)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + SECONDS, hard))
    return function(*arguments)
