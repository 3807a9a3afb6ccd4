"""Paper, side by side with the engine left to itself on the same content: shares of its time, megabytes, pages.

What is left to itself gets everything in one file, one table, borders that collapse, columns as wide as they come.
`PAPER_ROWS=100000 make bench` makes a whole province's annex; 20,000 rows otherwise.
"""

import os

import pytest
from weasyprint import HTML

from reports.engine import pool
from reports.layout import Sheet, assemble
from reports.models import RenderedSection
from reports.pdf import OwnFilesFetcher
from reports.renderings.paper import pages_of, sheets_of

from . import paper
from .table import Line, timed

pytestmark = pytest.mark.bench
ROWS = int(os.environ.get("PAPER_ROWS", "20000"))
THIRD, TWENTIETH, FORM_SHARE = 100 / 3, 5.0, 100 / 2.4  # per cent of the time of the engine left to itself
MOST_MEGABYTES = 200
SOME = 20  # forms the plain way, each as long as the next
LINEAR = 1.5  # five times the rows take at most five times that


def plain(page: str) -> bytes:
    """Return the page as the engine makes it when nothing is done for it."""
    return HTML(string=page, url_fetcher=OwnFilesFetcher()).write_pdf()


@pytest.fixture(scope="module")
def ward_plain():
    """Return what the ward's annex takes the plain way."""
    return timed(lambda: plain(paper.plain_table(paper.ward())))


@pytest.fixture
def started(settings):
    """Two processes, started: a worker has them from one document to the next."""
    settings.RENDER_WORKERS, settings.SECTION_CACHE_MEGABYTES = 2, 256
    page = pages_of(paper.form(0))[0]
    settings.SECTION_CACHE_MEGABYTES = 0
    assemble([page] * (pool.HERE // len(page) + 2))
    settings.SECTION_CACHE_MEGABYTES = 256


def test_ward_cold_and_warm(db, started, ward_plain, table):
    cells = paper.ward()
    cold = timed(lambda: assemble(sheets_of(paper.annex(cells))))
    kept = RenderedSection.objects.count()
    _share(table, "ward of 2,500 in 90 cells, nothing kept", cold, ward_plain, THIRD)
    cells[44][3] = (*cells[44][3][:5], "51,25", *cells[44][3][6:])
    warm = timed(lambda: assemble(sheets_of(paper.annex(cells))))
    _share(table, "the same after one cell has changed", warm, ward_plain, TWENTIETH)
    assert RenderedSection.objects.count() == kept + 1


def test_two_hundred_forms(db, started, table):
    pages = [pages_of(paper.form(number))[0] for number in range(paper.FORMS)]
    alone = timed(lambda: [plain(page) for page in pages[:SOME]])
    ours = timed(lambda: assemble([Sheet(page, restarts_numbering=True) for page in pages]))
    share = 100 * ours.seconds / (alone.seconds * paper.FORMS / SOME)
    table.add(Line(f"{paper.FORMS} forms of a member, of the plain way", share, FORM_SHARE, "%", ours.work))


def test_a_province(table, tmp_path):
    fifth, whole = (paper.by_itself(rows, tmp_path) for rows in (ROWS // 5, ROWS))
    for who in ("parent", "worker"):
        table.add(Line(f"annex of {ROWS:,} rows: memory of the {who}", whole[who], MOST_MEGABYTES, "MB"))
        assert whole[who] <= MOST_MEGABYTES
    table.add(Line(f"annex of {ROWS:,} rows", whole["seconds"], 5 * LINEAR * fifth["seconds"]))
    print(f"\nprovince: {fifth} {whole}")


def _share(table, what, ours, plain, target):
    table.add(
        Line(f"{what}, of the plain way", 100 * ours.seconds / plain.seconds, target, "%", ours.work, ours.queries)
    )
    print(f"\n{what}: {ours.seconds:.1f} s, plain {plain.seconds:.1f} s, {plain.seconds / ours.seconds:.1f} times")
