"""Which layout a unit's documents have: its own setting, else the nearest above, else what HD 05-HD/VPTW gives."""

from dataclasses import fields, replace

from emulation.models import Unit

from ..models import PaperLayout
from .paper import DEFAULT_LAYOUT, Layout, Look, Wording

LOOK = tuple(field.name for field in fields(Look))


def nearest_row(unit: Unit) -> PaperLayout | None:
    """Return the setting of the unit, else that of the nearest unit above; one query."""
    above = [unit.path[:end] for end in range(Unit.steplen, len(unit.path) + 1, Unit.steplen)]
    rows = PaperLayout.objects.filter(unit__path__in=above).select_related("unit")
    return rows.order_by("-unit__depth").first()


def own_or_inherited(unit: Unit) -> PaperLayout:
    """Return the unit's row, or one not saved with what the nearest above hands down."""
    found = nearest_row(unit)
    if found is None or found.unit_id == unit.pk:
        return found or PaperLayout(unit=unit)
    return PaperLayout(unit=unit, **{name: getattr(found, name) for name in (*LOOK, "tone_style")})


def layout_of(unit: Unit) -> Layout:
    """Return how the unit's documents are set and worded; one query."""
    found = nearest_row(unit)
    return layout_from(found, unit) if found else DEFAULT_LAYOUT


def layout_from(row: PaperLayout, unit: Unit) -> Layout:
    """Return a setting as documents of the unit take it.

    Sizes and spelling are handed down, the place from a committee to its cells. Bodies, symbol, signatories and
    recipients are each unit's own.
    """
    handed_down = Layout(look=Look(**{name: getattr(row, name) for name in LOOK}), tone_style=row.tone_style)
    if row.unit_id != unit.pk:
        is_its_cell = unit.is_cell and row.unit.path == unit.path[: -Unit.steplen]
        return replace(handed_down, place=row.place) if is_its_cell else handed_down
    return replace(
        handed_down,
        place=row.place,
        upper_body=row.upper_body,
        issuing_body=row.issuing_body,
        abbreviation=row.abbreviation,
        words=Wording(row.on_behalf, row.post, row.signer, tuple(row.recipients)),
        by_type={symbol: _wording(said) for symbol, said in row.by_type.items()},
    )


def _wording(said: dict) -> Wording:
    return Wording(said["on_behalf"], said["post"], said["signer"], tuple(said["recipients"]))
