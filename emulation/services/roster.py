"""Loading a roster: previewing says what each row would do; loading does exactly that, in one transaction."""

import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from import_export.exceptions import ImportError as RefusedImport

from ..access import ensure
from ..acts import locked
from ..doors import as_import
from ..journal import record
from ..loading import Loading, RosterPlan
from ..models import Account, Unit, UnitKind
from ..roster.reading import RosterReading
from ..text import search_text

CHANGED_MEANWHILE = _(
    "Somebody changed these members while the roster was being loaded. Nothing was loaded; try again."
)


def preview_roster(*, reading: RosterReading, committee: Unit, on: datetime.date, by: Account) -> RosterPlan:
    """Say what loading would do, row by row. Rows the stored data contradict become rejected in the reading."""
    ensure(by, "roster.import", committee)
    return Loading(reading, committee, on).plan(dry_run=True)


def load_roster(*, reading: RosterReading, committee: Unit, on: datetime.date, by: Account) -> RosterPlan:
    """Load the accepted rows: missing cells, members, memberships, posts, exemptions. Rejected rows stay out.

    Raises ValidationError when the stored data changed meanwhile; then nothing is loaded.
    """
    ensure(by, "roster.import", committee)
    try:
        with as_import(), transaction.atomic():
            loading = Loading(reading, locked(committee), on)
            plan = loading.plan(dry_run=False)
            loading.write(plan)
            if plan.acting:
                members = {planned.member.pk for planned in plan.acting}
                of = {"unit": committee, "data": plan.summary, "change": plan.change, "members": members}
                record(by, "roster.imported", committee, **of)
    except (IntegrityError, RefusedImport) as refused:
        raise ValidationError(CHANGED_MEANWHILE, "changed_meanwhile") from refused
    return plan


def found_committee(*, name: str, code: str, on: datetime.date, by: Account) -> Unit:
    """Begin a committee at the root, for a first roster on an empty database."""
    ensure(by, "roster.import", None)
    values = {"name": name, "code": code, "kind": UnitKind.COMMITTEE, "valid_from": on}
    values["search_text"] = search_text(name)
    Unit(**values).full_clean(exclude=["path", "depth"])
    with transaction.atomic():
        unit = Unit.objects.add_root(values)
        record(by, "unit.created", unit, unit=unit, data={"kind": unit.kind})
    return unit
