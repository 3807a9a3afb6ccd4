"""Who may see and export a report of a unit."""

from emulation.access import Allowed, Answer, held_at, permission


@permission("report.view")
def view(person, unit) -> Answer:
    """Secretaries for their cell, officers and leaders for their committee."""
    return held_at(person, "report.view", unit.path)


@permission("report.export")
def export(person, unit) -> Answer:
    """Take the report out of the application; every export is journaled."""
    return held_at(person, "report.export", unit.path)


@permission("document.issue")
def issue(person, unit) -> Answer:
    """Issue a document of the unit under a number: the secretary for the cell, the leader for the committee."""
    return held_at(person, "document.issue", unit.path)


@permission("layout.change")
def change_layout(person, unit) -> Answer:
    """Set how the unit's documents look: its officer and leader, for a cell its secretary as well."""
    return held_at(person, "layout.change", unit.path)


@permission("document.export")
def export_document(person, asked) -> Answer:
    """Take a document out, made anew or issued: of one's own self, or by who may export the reports of the unit."""
    if asked.member is not None and person.member_id == asked.member.pk:
        return Allowed()
    return held_at(person, "report.export", asked.unit.path)


@permission("word.set")
def set_word_template(person, unit) -> Answer:
    """Hand in and withdraw the committee's template for Word: its officers and leaders."""
    return held_at(person, "word.set", unit.path)
