"""Acts on members, their memberships and circumstances."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ..access import ensure
from ..acts import locked
from ..journal import record
from ..models import Account, Circumstance, Member, Membership, SubjectType, Unit, WorkUnit
from ..text import clean, person_name, search_text, sort_key

MEMBER_FIELDS = ("sex", "born_on", "born_year", "ethnicity", "joined_on", "official_on", "card_number")


def edit_member(*, membership: Membership, values: dict, by: Account) -> Member:
    """Correct a member's own data and, in the cell, the subject type, stay and work unit."""
    ensure(by, "member.edit", membership.unit)
    with transaction.atomic():
        membership = locked(membership)
        member = locked(membership.member)
        before = {name: str(getattr(member, name) or "") for name in ("full_name", *MEMBER_FIELDS)}
        set_name(member, values["full_name"])
        for name in MEMBER_FIELDS:
            setattr(member, name, values[name])
        member.full_clean()
        member.save()
        _edit_membership(membership, values)
        record(by, "member.edited", member, unit=membership.unit, data={"before": before})
    return member


def set_subject_types(*, unit: Unit, memberships: list[int], subject_type: str, by: Account) -> int:
    """Set the subject type of several memberships of a unit; return how many changed (A-23: changeable per member)."""
    ensure(by, "member.edit", unit)
    if subject_type not in SubjectType.values:
        raise ValidationError(_("There is no such subject type."), "unknown_subject_type")
    with transaction.atomic():
        rows = Membership.objects.within(unit).filter(pk__in=memberships).exclude(subject_type=subject_type)
        changed = rows.update(subject_type=subject_type)
        if not changed:
            raise ValidationError(_("Nothing to change: tick the members first."), "nothing_ticked")
        record(by, "membership.subject_type_set", unit, unit=unit, data={"to": subject_type, "count": changed})
    return changed


def end_membership(*, membership: Membership, last_day: datetime.date, by: Account) -> Membership:
    """End a membership on a day: transferred, left, died; the record stays."""
    ensure(by, "member.edit", membership.unit)
    with transaction.atomic():
        membership = locked(membership)
        membership.valid_to = last_day
        membership.full_clean()
        membership.save(update_fields=["valid_to"])
        data = {"last_day": last_day.isoformat()}
        record(by, "membership.ended", membership.member, unit=membership.unit, data=data)
    return membership


def add_circumstance(*, membership: Membership, values: dict, by: Account) -> Circumstance:
    """Record an exemption, a suspension, an absence or a leave."""
    ensure(by, "member.edit", membership.unit)
    circumstance = Circumstance(member=membership.member, **values)
    circumstance.full_clean()
    with transaction.atomic():
        circumstance.save()
        data = {"kind": circumstance.kind, "from": circumstance.valid_from.isoformat()}
        record(by, "circumstance.added", membership.member, unit=membership.unit, data=data)
    return circumstance


def set_name(member: Member, name: str) -> None:
    """Set the name with the keys that sort and find it."""
    member.full_name = person_name(name)
    member.sort_key = sort_key(member.full_name)
    member.search_text = search_text(member.full_name)


def _edit_membership(membership: Membership, values: dict) -> None:
    name = clean(values["work_unit"])
    membership.work_unit = WorkUnit.objects.get_or_create(name=name)[0] if name else None
    membership.subject_type, membership.stay = values["subject_type"], values["stay"]
    membership.full_clean()
    membership.save(update_fields=["work_unit", "subject_type", "stay"])
