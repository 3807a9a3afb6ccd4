"""Acts on members, their memberships and circumstances."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ..access import ensure
from ..acts import locked
from ..changes import Change, changed, facts_of
from ..journal import record
from ..models import Account, Circumstance, Member, Membership, SubjectType, Unit, WorkUnit
from ..text import clean, person_name, search_text, sort_key

CIRCUMSTANCE = ("kind", "valid_from", "valid_to", "document_number", "document_date", "note")
IN_THE_CELL = ("work_unit", "subject_type", "stay")
MEMBER_FIELDS = ("sex", "born_on", "born_year", "ethnicity", "joined_on", "official_on", "card_number")


def edit_member(*, membership: Membership, values: dict, by: Account) -> Member:
    """Correct a member's own data and, in the cell, the subject type, stay and work unit."""
    ensure(by, "member.edit", membership.unit)
    with transaction.atomic():
        membership = locked(membership)
        member = locked(membership.member)
        before, here = facts_of(member, ("full_name", *MEMBER_FIELDS)), facts_of(membership, IN_THE_CELL)
        set_name(member, values["full_name"])
        for name in MEMBER_FIELDS:
            setattr(member, name, values[name])
        member.full_clean()
        member.save()
        _edit_membership(membership, values)
        own, at = changed(before, member), changed(here, membership)
        change = Change(own.before | at.before, own.after | at.after)
        record(by, "member.edited", member, unit=membership.unit, change=change)
    return member


def set_subject_types(*, unit: Unit, memberships: list[int], subject_type: str, by: Account) -> int:
    """Set the subject type of several memberships of a unit; return how many changed (A-23: changeable per member)."""
    ensure(by, "member.edit", unit)
    if subject_type not in SubjectType.values:
        raise ValidationError(_("There is no such subject type."), "unknown_subject_type")
    with transaction.atomic():
        rows = Membership.objects.within(unit).filter(pk__in=memberships).exclude(subject_type=subject_type)
        were = dict(rows.select_for_update(of=("self",)).values_list("member", "subject_type"))
        done = rows.update(subject_type=subject_type)
        if not done:
            raise ValidationError(_("Nothing to change: tick the members first."), "nothing_ticked")
        change = Change(
            {str(member): kind for member, kind in were.items()}, dict.fromkeys(map(str, were), subject_type)
        )
        data = {"to": subject_type, "count": done}
        record(by, "membership.subject_type_set", unit, unit=unit, data=data, change=change, members=were)
    return done


def add_circumstance(*, membership: Membership, values: dict, by: Account) -> Circumstance:
    """Record an exemption, a suspension, an absence or a leave."""
    ensure(by, "member.edit", membership.unit)
    circumstance = Circumstance(member=membership.member, **values)
    circumstance.full_clean()
    with transaction.atomic():
        circumstance.save()
        change = Change(after=facts_of(circumstance, CIRCUMSTANCE, texts=["note"]))
        record(by, "circumstance.added", membership.member, unit=membership.unit, change=change)
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
