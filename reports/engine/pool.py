"""Pages of HTML to parts: a few here, many by processes of their own, started at the first need, ended when idle.

The processes are spawned: they hold the layout engine and nothing of ours but `reports/pdf.py`, no connection, no
settings. Their order is kept, and no more is under way than they can hold.

Each has a line of its own to the process that asks, and no lock with anybody: one that is killed is heard at once, as
its line ends, and leaves nothing locked behind. They are daemons: a process that ends does not wait for them.
"""

import atexit
import gc
import importlib
import signal
import threading
import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from typing import Final

from .errors import WorkerLost
from .parts import Part, Stream, pack, unpack

HERE: Final = 48_000  # letters of HTML drawn in this process: less than a second's work, as a process takes to start
AHEAD: Final = 3  # pages a process has waiting
IDLE: Final = 60.0  # seconds
ENDING: Final = 5.0  # seconds a process has to end by itself
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
        yield from _here(first, tagged)
        return
    waiting = chain(first, waiting)
    for page in waiting:
        run = chain([page], islice(waiting, workers * recycle - 1))
        with _lent(workers, workers * recycle) as processes:
            yield from _side_by_side(processes, run, tagged) if processes else _here(run, tagged)


def _here(pages: Iterable[str], tagged: bool) -> Iterator[Part]:
    pdf = importlib.import_module("reports.pdf")
    yield from (pdf.render_part(page, tagged=tagged) for page in pages)


def _side_by_side(processes: list["_Process"], pages: Iterator[str], tagged: bool) -> Iterator[Part]:
    under_way: deque[_Process] = deque()
    for page in pages:
        least = min(processes, key=lambda one: one.under_way)
        least.ask(page, tagged)
        under_way.append(least)
        _Pool.rendered += 1
        if len(under_way) >= len(processes) * AHEAD:
            yield _next(under_way.popleft(), processes)
    while under_way:
        yield _next(under_way.popleft(), processes)


def _next(wanted: "_Process", processes: list["_Process"]) -> Part:
    """Wait for the process's next part; what others have ready meanwhile is taken, so that they can go on."""
    while not wanted.answers:
        ready = wait([one.line for one in processes])
        for one in processes:
            if one.line in ready:
                one.take()
    answer = wanted.answers.popleft()
    if isinstance(answer, BaseException):
        raise answer
    return unpack(*answer)


class _Process:
    """A process that renders, as the one that asks sees it."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self.line, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        self.answers: deque = deque()
        self.under_way = 0

    def ask(self, page: str, tagged: bool) -> None:
        """Send a page; never waits long, as the other side is always listening."""
        try:
            self.line.send((page, tagged))
        except OSError as ended:
            raise WorkerLost(LOST) from ended
        self.under_way += 1

    def take(self) -> None:
        """Take the answer that is ready."""
        try:
            self.answers.append(self.line.recv())
        except (EOFError, OSError) as ended:
            raise WorkerLost(LOST) from ended
        self.under_way -= 1

    def end(self) -> None:
        """End the process: one that has nothing to do ends by itself when its line does."""
        self.line.close()
        if self.under_way:
            self.process.kill()
        self.process.join(ENDING)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


# ── in a process of the pool ──


def _serve(line: Connection) -> None:
    """Render what comes, one after the other, until the line ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks is told, and ends us
    waiting: SimpleQueue = SimpleQueue()
    threading.Thread(target=_listen, args=(line, waiting), daemon=True).start()
    _begin()
    while (asked := waiting.get()) is not None:
        try:
            answer = _render(*asked)
        except Exception as trouble:
            trouble.add_note(traceback.format_exc())
            answer = trouble
        try:
            line.send(answer)
        except OSError:
            return


def _listen(line: Connection, waiting: SimpleQueue) -> None:
    with suppress(EOFError, OSError):
        while True:
            waiting.put(line.recv())
    waiting.put(None)


def _begin() -> None:
    """Load the engine; what is loaded by now stays, so the collector need not look at it again."""
    importlib.import_module("reports.pdf")
    gc.freeze()


def _render(page: str, tagged: bool) -> tuple[bytes, dict[str, Stream]]:
    part = importlib.import_module("reports.pdf").render_part(page, tagged=tagged)
    return pack(part), part.shared


# ── the pool ──


class _Pool:
    """The processes of this process, lent to one document at a time; ended some time after they were given back.

    What the engine does not give back ends with its process: they are replaced after a long run of pages.
    """

    lent = threading.Lock()
    processes: tuple[_Process, ...] = ()
    rendered = 0
    timer: threading.Timer | None = None
    is_over = False  # this process is ending: a thread started now would be waited for, and never run


@contextmanager
def _lent(workers: int, most: int) -> Iterator[list[_Process] | None]:
    """Lend the processes, or None where another thread has them; replace them where they are spent or in disorder."""
    if not _Pool.lent.acquire(blocking=False):
        yield None
        return
    try:
        if _Pool.timer is not None:
            _Pool.timer.cancel()
        if _Pool.rendered >= most or len(_Pool.processes) != workers:
            _end_all()
        while len(_Pool.processes) < workers:
            _Pool.processes += (_Process(),)
        yield list(_Pool.processes)
    finally:
        if any(one.under_way or one.answers for one in _Pool.processes) or not _all_live():
            _end_all()  # the document was given up: what they still make is nobody's
        if not _Pool.is_over:
            _Pool.timer = threading.Timer(IDLE, close)
            _Pool.timer.daemon = True
            _Pool.timer.start()
        _Pool.lent.release()


def _all_live() -> bool:
    return all(one.process.is_alive() for one in _Pool.processes)


def _end_all() -> None:
    processes, _Pool.processes, _Pool.rendered = _Pool.processes, (), 0
    for one in processes:
        one.end()


def close() -> None:
    """End the processes, where nobody is using them."""
    if _Pool.lent.acquire(blocking=False):
        try:
            _end_all()
        finally:
            _Pool.lent.release()


@atexit.register
def _end_with_us() -> None:
    _Pool.is_over = True
    _end_all()


def pids() -> list[int]:
    """Return the processes that are running."""
    return sorted(one.process.pid for one in _Pool.processes)
