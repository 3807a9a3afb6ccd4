"""Who may do what to a pledge. The object is a pledge, or a membership where there is no pledge yet."""

from django.utils.translation import gettext_lazy as _

from emulation.access import Allowed, Answer, Denied, held_at, permission


def _is_own(person, obj) -> bool:
    return person.member_id is not None and obj.member_id == person.member_id


@permission("pledge.view")
def view(person, pledge) -> Answer:
    """Own, or by role at the cell."""
    return Allowed() if _is_own(person, pledge) else held_at(person, "pledge.view", pledge.unit.path)


@permission("pledge.write")
def write(person, pledge) -> Answer:
    """Own; or the secretary on the member's behalf."""
    return Allowed() if _is_own(person, pledge) else held_at(person, "pledge.write", pledge.unit.path)


@permission("pledge.return")
def send_back(person, pledge) -> Answer:
    """By role, never one's own."""
    if _is_own(person, pledge):
        return Denied(_("You cannot return your own pledge; the committee above does that."))
    return held_at(person, "pledge.return", pledge.unit.path)


@permission("pledge.confirm")
def confirm(person, pledge) -> Answer:
    """By role, never one's own: a secretary's pledge is confirmed by the committee above (A-22)."""
    if _is_own(person, pledge):
        return Denied(_("You cannot confirm your own pledge; the committee above does that."))
    return held_at(person, "pledge.confirm", pledge.unit.path)


@permission("pledge.report")
def report(person, pledge) -> Answer:
    """Own; or the secretary on the member's behalf."""
    return Allowed() if _is_own(person, pledge) else held_at(person, "pledge.report", pledge.unit.path)


@permission("template.manage")
def manage_template(person, unit) -> Answer:
    """Secretaries for their cell, officers for the committee."""
    return held_at(person, "template.manage", unit.path)
