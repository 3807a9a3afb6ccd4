"""Acts on many assessments lock them in one order; otherwise two of them may wait for each other for ever."""

from pathlib import Path

from evaluations.models import Assessment, CellRating

SERVICES = Path(__file__).parent.parent.parent / "evaluations" / "services"


def test_rows_are_locked_in_one_order():
    locking = Assessment.objects.order_by("-pk").locked().query
    assert locking.order_by == ("unit__path", "member__sort_key", "pk")
    assert locking.select_for_update and locking.select_for_update_of == ("self",)


def test_cells_are_locked_in_one_order():
    locking = CellRating.objects.order_by("-pk").locked().query
    assert locking.order_by == ("unit__path", "pk")
    assert locking.select_for_update and locking.select_for_update_of == ("self",)


def test_no_service_locks_in_an_order_of_its_own():
    assert [path.name for path in SERVICES.glob("*.py") if "select_for_update" in path.read_text()] == []
