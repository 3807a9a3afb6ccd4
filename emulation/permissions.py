"""This app's predicates: the organisation, its years and themes, roles and accounts."""

from django.utils.translation import gettext_lazy as _

from .access import Allowed, Answer, Denied, held_at, permission

AT_A_UNIT = ["unit.view", "unit.manage", "role.grant", "roster.import", "member.edit", "year.open", "figures.view"]
AT_A_UNIT += ["member.move", "unit.reorganise", "movement.view"]


def _register_unit_act(name: str) -> None:
    @permission(name)
    def at_unit(person, unit) -> Answer:
        return held_at(person, name, unit.path)


for _name in AT_A_UNIT:
    _register_unit_act(_name)


@permission("member.view")
def view_member(person, membership) -> Answer:
    """Own record, or by role at the cell."""
    if person.member_id is not None and membership.member_id == person.member_id:
        return Allowed()
    return held_at(person, "member.view", membership.unit.path)


@permission("theme.set")
def set_theme(person, thing) -> Answer:
    """The committee makes the theme of a unit; a cell's secretary adapts it for the cell. Of a theme the same."""
    return held_at(person, "theme.set", getattr(thing, "unit", thing).path)


@permission("theme.read")
def read_theme(person, theme) -> Answer:
    """A theme with its documents speaks to everybody below, and is seen from above."""
    path = theme.unit.path
    speaks_to = any(root.startswith(path) for root in person.scope.paths("theme.read"))
    return Allowed() if speaks_to else held_at(person, "theme.read", path)


@permission("study.view")
def view_study(person, thing) -> Answer:
    """The study sessions of the own cell, without the others' attendance; by role those below."""
    return held_at(person, "study.view", getattr(thing, "unit", thing).path)


@permission("study.roll")
def read_roll(person, session) -> Answer:
    """Who was at a study session and who was not, and why."""
    return held_at(person, "study.roll", session.unit.path)


@permission("study.record")
def record_study(person, thing) -> Answer:
    """Plan a cell's study sessions, record who was there, take one back; asked of a session or of its cell."""
    return held_at(person, "study.record", getattr(thing, "unit", thing).path)


@permission("account.manage")
def manage_account(person, unit) -> Answer:
    """Create accounts, reset passwords, close accounts within the unit."""
    return held_at(person, "account.manage", unit.path)


@permission("journal.view")
def view_journal(person, unit) -> Answer:
    """Read what was done at the unit."""
    return held_at(person, "journal.view", unit.path)


@permission("journal.view_system")
def view_system_journal(person, unit) -> Answer:
    """Read acts on units, roles and accounts only."""
    return held_at(person, "journal.view_system", unit.path)


@permission("journal.verify")
def verify_journal(person, unit) -> Answer:
    """Verify that nobody has touched the journal; whoever reads it may."""
    return held_at(person, "journal.verify", unit.path)


def _is_own(person, obj) -> bool:
    return person.member_id is not None and obj.member_id == person.member_id


@permission("data.ask")
def ask_about_data(person, membership) -> Answer:
    """Everybody about their own data; or the secretary and the officer, as asked on paper."""
    return Allowed() if _is_own(person, membership) else held_at(person, "data.ask", membership.unit.path)


@permission("data.handle")
def handle_data_request(person, request) -> Answer:
    """Answer what a member has asked; never one's own."""
    if _is_own(person, request):
        return Denied(_("This is your own request; somebody else of the cell or the committee answers it."))
    return held_at(person, "data.handle", request.unit.path)


@permission("register.note")
def note_in_register(person, unit) -> Answer:
    """Write the committee's note to the register of purposes."""
    return held_at(person, "register.note", unit.path)


@permission("retention.view")
def view_retention(person, unit) -> Answer:
    """See how long documents are kept and how many are due to go: counts, no content."""
    return held_at(person, "retention.view", unit.path)


@permission("retention.set")
def set_retention(person, unit) -> Answer:
    """Set how long a kind of document is kept."""
    return held_at(person, "retention.set", unit.path)


@permission("retention.apply")
def apply_retention(person, unit) -> Answer:
    """Let go what has been kept long enough."""
    return held_at(person, "retention.apply", unit.path)


@permission("breach.handle")
def handle_breach(person, unit) -> Answer:
    """See whose records were reached, record a breach, report it, tell those affected: names, no content."""
    return held_at(person, "breach.handle", unit.path)


@permission("account.own")
def use_own_account(person, account) -> Answer:
    """Everybody minds their own account."""
    return Allowed() if person.pk == account.pk else Denied(_("This is somebody else's account."))
