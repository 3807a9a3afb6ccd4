"""Acts on the tree of units."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ..access import ensure
from ..acts import locked
from ..changes import changed, facts_of
from ..journal import record
from ..models import Account, RatingAuthority, Unit, UnitKind
from ..text import clean, search_text

ORDER = [UnitKind.PROVINCE, UnitKind.COMMITTEE, UnitKind.CELL]
WRONG_PLACE = _("A %(kind)s cannot stand under “%(parent)s”; the order is province, committee, cell.")


def create_unit(
    *, parent: Unit, name: str, code: str, kind: str, on: datetime.date, by: Account, cell_type: str = ""
) -> Unit:
    """Add a unit under another; a committee decides the ratings of its new cell from that day."""
    ensure(by, "unit.manage", parent)
    if ORDER.index(kind) <= ORDER.index(parent.kind):
        raise ValidationError(WRONG_PLACE, "wrong_place", {"kind": UnitKind(kind).label, "parent": parent.name})
    unit = Unit(
        name=clean(name),
        code=clean(code),
        kind=kind,
        cell_type=cell_type if kind == UnitKind.CELL else "",
        valid_from=on,
        search_text=search_text(name),
    )
    unit.full_clean(exclude=["path", "depth", "numchild"])
    with transaction.atomic():
        parent = locked(parent)
        unit = Unit.objects.add_child(parent, instance=unit)
        RatingAuthority.objects.create(decider=parent, subject=unit, valid_from=on)
        record(by, "unit.created", unit, unit=unit, data={"kind": kind, "parent": parent.pk})
    return unit


def edit_unit(*, unit: Unit, name: str, code: str, cell_type: str, by: Account) -> Unit:
    """Correct the name, code or type of a unit."""
    ensure(by, "unit.manage", unit)
    with transaction.atomic():
        unit = locked(unit)
        before = facts_of(unit, ["name", "code", "cell_type"])
        unit.name, unit.code, unit.search_text = clean(name), clean(code), search_text(name)
        unit.cell_type = cell_type if unit.is_cell else ""
        unit.full_clean(exclude=["path", "depth", "numchild"])
        unit.save(update_fields=["name", "code", "cell_type", "search_text"])
        record(by, "unit.edited", unit, unit=unit, change=changed(before, unit))
    return unit


def close_unit(*, unit: Unit, last_day: datetime.date, by: Account) -> Unit:
    """End a unit on a day; refused while members still belong to it after that day."""
    ensure(by, "unit.manage", unit)
    with transaction.atomic():
        unit = locked(unit)
        staying = unit.memberships.filter(valid_to=None).count()
        if staying:
            raise ValidationError(
                _("%(count)s members still belong to this unit. Move them to another cell first."),
                "has_members",
                {"count": staying},
            )
        before = facts_of(unit, ["valid_to"])
        unit.valid_to = last_day
        unit.full_clean(exclude=["path", "depth", "numchild"])
        unit.save(update_fields=["valid_to"])
        record(by, "unit.closed", unit, unit=unit, change=changed(before, unit))
    return unit
