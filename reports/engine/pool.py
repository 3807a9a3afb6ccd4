"""Pages of HTML to parts: a few here, many by processes of their own, started at the first need, ended when idle.

The processes are spawned: they hold the layout engine and nothing of ours but `reports/pdf.py`, no connection, no
settings. Their order is kept, and no more is under way than they can hold.
"""

import atexit
import gc
import importlib
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context
from typing import Final

from .errors import WorkerLost
from .parts import Part, Stream, pack, unpack

HERE: Final = 48_000  # letters of HTML drawn in this process: less than a second's work, as a process takes to start
AHEAD: Final = 3  # pages a process has waiting
IDLE: Final = 60.0  # seconds
LOOK: Final = 2.0  # seconds between two looks whether all processes live
LOST: Final = "a process that renders pages has ended; nothing was made"


def render_all(pages: Iterable[str], *, tagged: bool, workers: int, recycle: int) -> Iterator[Part]:
    """Yield each page of HTML as a part, in order; raises MurmuringRender or WorkerLost, and renders no more then."""
    waiting, first, letters = iter(pages), [], 0
    for page in waiting:
        first.append(page)
        letters += len(page)
        if letters > HERE and workers:
            break
    else:
        pdf = importlib.import_module("reports.pdf")
        yield from (pdf.render_part(page, tagged=tagged) for page in first)
        return
    waiting = chain(first, waiting)
    for page in waiting:
        with _Lent(workers) as pool:
            run = _counted(chain([page], islice(waiting, workers * recycle)), workers * recycle)
            yield from _side_by_side(pool, run, tagged, workers * AHEAD)


def _counted(pages: Iterable[str], most: int) -> Iterator[str]:
    """Yield the pages; the processes are spent after so many."""
    for page in pages:
        yield page
        _Lent.rendered += 1
        _Lent.is_spent = _Lent.rendered >= most


def _side_by_side(pool: ProcessPoolExecutor, pages: Iterator[str], tagged: bool, most: int) -> Iterator[Part]:
    under_way: deque[Future] = deque()
    try:
        for page in pages:
            under_way.append(pool.submit(_render, page, tagged))
            if len(under_way) >= most:
                yield _result(pool, under_way.popleft())
        while under_way:
            yield _result(pool, under_way.popleft())
    except BrokenProcessPool as broken:
        raise WorkerLost(LOST) from broken
    finally:
        for future in under_way:
            future.cancel()


def _result(pool: ProcessPoolExecutor, future: Future) -> Part:
    """Wait for a part. The library may overlook a process that ends just after it was started, so we look ourselves."""
    while True:
        try:
            content, shared = future.result(timeout=LOOK)
        except TimeoutError:
            if not all(process.is_alive() for process in (pool._processes or {}).values()):
                raise WorkerLost(LOST) from None
        else:
            return unpack(content, shared)


# ── in a process of the pool ──


def _begin() -> None:
    """Load the engine; what is loaded by now stays, so the collector need not look at it again."""
    importlib.import_module("reports.pdf")
    gc.freeze()


def _render(page: str, tagged: bool) -> tuple[bytes, dict[str, Stream]]:
    part = importlib.import_module("reports.pdf").render_part(page, tagged=tagged)
    return pack(part), part.shared


# ── the pool ──


class _Lent:
    """The processes of this process, shared by its threads; ended some time after the last has given them back.

    What the engine does not give back ends with its process: they are replaced after a long run of pages.
    """

    lock = threading.Lock()
    pool: ProcessPoolExecutor | None = None
    is_spent, rendered = False, 0
    users = 0
    timer: threading.Timer | None = None

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def __enter__(self) -> ProcessPoolExecutor:
        cls = type(self)
        with cls.lock:
            if cls.timer is not None:
                cls.timer.cancel()
            if cls.is_spent and not cls.users:
                _end_pool()
            if cls.pool is None:
                cls.pool = ProcessPoolExecutor(self.workers, get_context("spawn"), initializer=_begin)
                cls.is_spent, cls.rendered = False, 0
            cls.users += 1
            return cls.pool

    def __exit__(self, kind: type | None, *_rest: object) -> None:
        cls = type(self)
        with cls.lock:
            cls.users -= 1
            if kind is not None and issubclass(kind, WorkerLost):
                _kill_pool()
            elif not cls.users:
                cls.timer = threading.Timer(IDLE, close)
                cls.timer.daemon = True
                cls.timer.start()


def _end_pool() -> None:
    pool, _Lent.pool = _Lent.pool, None
    if pool is not None:
        pool.shutdown(wait=False, cancel_futures=True)


def _kill_pool() -> None:
    """End what is left of a pool that has lost a process: the others may wait for it for ever."""
    processes = list((_Lent.pool._processes or {}).values()) if _Lent.pool is not None else []
    for process in processes:
        process.kill()
    _end_pool()


@atexit.register
def close() -> None:
    """End the processes, where nobody is using them."""
    with _Lent.lock:
        if not _Lent.users:
            _end_pool()


def end() -> None:
    """End the processes and wait until they are gone."""
    pool, _Lent.pool = _Lent.pool, None
    if pool is not None:
        pool.shutdown(wait=True)


def pids() -> list[int]:
    """Return the processes that are running."""
    return [] if _Lent.pool is None else sorted(_Lent.pool._processes or {})
