"""Acts on templates: save, retire, install the ones shipped."""

import datetime
import json
from collections.abc import Iterable
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import locked
from emulation.journal import record
from emulation.models import Account, Unit
from emulation.text import clean

from ..items import cleaned
from ..models import PledgeTemplate, TemplateItem
from ..rules import ItemDraft

SHIPPED = Path(__file__).parent.parent / "data" / "templates.json"
ANY_YEAR = 2000  # a leap year: only day and month of a template's dates are kept
ALREADY_RETIRED = _("This template is already out of use.")
NO_DEEDS = _("A template needs at least one item, and each item its deed.")


def save_template(
    *, unit: Unit, name: str, items: Iterable[ItemDraft], by: Account, template: PledgeTemplate | None = None
) -> PledgeTemplate:
    """Make a template of the unit, or change one; pledges already written from it stay as they are."""
    ensure(by, "template.manage", template.unit if template else unit)
    words = cleaned(items)
    if not words or not all(item.deed for item in words):
        raise ValidationError(NO_DEEDS, "no_deeds")
    with transaction.atomic():
        template = locked(template) if template else PledgeTemplate(unit=unit)
        template.name = clean(name)
        template.full_clean()
        template.save()
        template.items.all().delete()
        TemplateItem.objects.bulk_create(_rows(template, words))
        record(by, "template.saved", template, unit=template.unit, data={"items": len(words)})
    return template


def retire_template(*, template: PledgeTemplate, by: Account) -> PledgeTemplate:
    """Take a template out of use; pledges written from it stay as they are."""
    ensure(by, "template.manage", template.unit)
    with transaction.atomic():
        template = locked(template)
        if not template.is_active:
            raise ValidationError(ALREADY_RETIRED, "wrong_state")
        template.is_active = False
        template.save(update_fields=["is_active"])
        record(by, "template.retired", template, unit=template.unit)
    return template


def install_templates(*, unit: Unit, by: Account) -> list[PledgeTemplate]:
    """Give the unit the shipped templates it does not have yet, by name; return the new ones."""
    ensure(by, "template.manage", unit)
    shipped = json.loads(SHIPPED.read_text(encoding="utf-8"))
    having = set(unit.pledge_templates.values_list("name", flat=True))
    return [
        save_template(unit=unit, name=one["name"], items=[_draft(item) for item in one["items"]], by=by)
        for one in shipped
        if one["name"] not in having
    ]


def _draft(item: dict) -> ItemDraft:
    day, month = map(int, item["due"].split("/"))
    due = datetime.date(ANY_YEAR, month, day)
    return ItemDraft(item["group"], item["deed"], item["measure"], item["method"], due)


def _rows(template: PledgeTemplate, words: tuple[ItemDraft, ...]) -> list[TemplateItem]:
    return [
        TemplateItem(
            template=template,
            position=position,
            group=item.group,
            deed=item.deed,
            measure=item.measure,
            method=item.method,
            due_month=item.due_on.month if item.due_on else 12,
            due_day=item.due_on.day if item.due_on else 31,
        )
        for position, item in enumerate(words, start=1)
    ]
