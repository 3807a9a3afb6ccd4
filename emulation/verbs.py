"""What the journal's verbs are called on the page. A verb is `noun.acted`; every one the code records stands here."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LABELS: dict[str, Promise] = {
    # accounts, roles, keys
    "account.created": _("Account created"),
    "account.created_many": _("Accounts of several members created"),
    "account.passwords_renewed": _("First passwords of several accounts drawn anew"),
    "account.closed": _("Account closed"),
    "account.notices_set": _("How to be told of notices chosen"),
    "account.opened": _("Account opened again"),
    "account.password_changed": _("Own password changed"),
    "account.password_reset": _("New password handed over"),
    "account.factor_added": _("Second factor set up"),
    "account.factor_removed": _("Second factor removed"),
    "account.codes_drawn": _("Recovery codes drawn anew"),
    "account.factors_cleared": _("Second factors taken away"),
    "account.office_linked": _("Office account linked"),
    "account.office_unlinked": _("Office account unlinked"),
    "account.sessions_ended": _("Sessions ended"),
    "key.created": _("Key to the API made"),
    "key.revoked": _("Key to the API ended"),
    "role.granted": _("Role given"),
    "role.ended": _("Role ended"),
    "role.delegated": _("Role delegated for a time"),
    "role.delegation_ended": _("Delegation ended"),
    # the record
    "journal.verified": _("Journal verified"),
    "file.attached": _("File attached"),
    "file.read": _("Attached file read"),
    "file.withdrawn": _("Attached file withdrawn"),
    "data.exported": _("Own data taken out"),
    "data.asked": _("Request about own data made"),
    "data.taken": _("Request about data acknowledged"),
    "data.extended": _("Time to answer a request about data prolonged"),
    "data.answered": _("Request about data done"),
    "data.refused": _("Request about data refused"),
    "register.noted": _("Note to the register of purposes written"),
    "register.acknowledged": _("Register of purposes read"),
    "retention.set": _("Time of keeping set"),
    "retention.applied": _("Words kept long enough removed"),
    "copy.made": _("Copy for training made"),
    "breach.searched": _("Looked into what a breach reached"),
    "breach.exported": _("What a breach reached taken out"),
    "breach.recorded": _("Breach of personal data recorded"),
    "breach.reported": _("Breach reported to the authority"),
    "breach.notified": _("Members told of a breach"),
    # units, people
    "unit.created": _("Unit added"),
    "unit.edited": _("Unit corrected"),
    "unit.closed": _("Unit closed"),
    "roster.imported": _("Roster loaded"),
    "member.edited": _("Member's data corrected"),
    "membership.ended": _("Membership ended"),
    "member.admitted": _("Member admitted"),
    "member.received": _("Member received from outside"),
    "member.transferred": _("Member transferred in from another cell"),
    "member.restored": _("Member restored"),
    "member.made_official": _("Member made official"),
    "stay.begun": _("Stay for a time begun"),
    "move.corrected": _("Move corrected"),
    "move.taken_back": _("Move taken back"),
    "unit.merged": _("Cells merged"),
    "unit.split": _("Cell split"),
    "unit.moved": _("Cell moved under another committee"),
    "movement.exported": _("Movement table taken out"),
    "membership.subject_type_set": _("Subject type set"),
    "circumstance.added": _("Circumstance recorded"),
    # years, themes
    "year.opened": _("Year opened"),
    "year.check_ins_set": _("How often progress is reported"),
    "theme.set": _("Theme set"),
    "theme.changed": _("Theme changed"),
    "basis.added": _("Legal basis added"),
    # pledges
    "pledge.started": _("Pledge begun"),
    "pledge.written": _("Pledge written"),
    "pledge.written_many": _("Pledges of several members written"),
    "pledge.recorded_many": _("Pledges of several members recorded"),
    "pledge.submitted": _("Pledge submitted"),
    "pledge.submitted_many": _("Pledges of several members submitted"),
    "pledge.returned": _("Pledge returned"),
    "pledge.confirmed": _("Pledge confirmed"),
    "pledge.confirmed_many": _("Pledges of several members confirmed"),
    "pledge.checked_in": _("Progress of the pledge reported"),
    "pledge.check_in_commented": _("Progress report commented on"),
    "pledge.check_in_returned": _("Progress report returned"),
    "pledge.reported": _("Results of the pledge reported"),
    "template.saved": _("Pledge template saved"),
    "template.retired": _("Pledge template taken out of use"),
    # the review of the year
    "ruleset.installed": _("Rule set installed"),
    "ruleset.copied": _("Draft of a rule set begun"),
    "ruleset.edited": _("Draft of a rule set changed"),
    "ruleset.criteria_edited": _("Criteria of a draft changed"),
    "ruleset.published": _("Rule set published"),
    "ruleset.deleted": _("Draft of a rule set deleted"),
    "ruleset.tried": _("Draft of a rule set tried on a review"),
    "campaign.opened": _("Campaign opened"),
    "campaign.refreshed": _("Campaign brought up to the roster"),
    "campaign.decided": _("Levels decided"),
    "campaign.days_set": _("Days of the campaign set"),
    "campaign.closed": _("Campaign closed"),
    "campaign.reopened": _("Campaign opened again"),
    "results.taken_over": _("Results taken over from paper"),
    "assessment.saved": _("Self-assessment saved"),
    "assessment.submitted": _("Self-assessment submitted"),
    "assessment.returned": _("Self-assessment returned"),
    "assessment.rerated": _("Member rated again"),
    "appeal.filed": _("Complaint filed"),
    "appeal.taken": _("Complaint taken up"),
    "appeal.upheld": _("Complaint answered: level kept"),
    "appeal.changed": _("Complaint answered: level changed"),
    "appeal.withdrawn": _("Complaint withdrawn"),
    "appeal.read": _("Complaint read"),
    "check.ordered": _("Check before the decision recorded"),
    "check.concluded": _("Outcome of a check recorded"),
    "assessment.read": _("Assessment read"),
    "assessment.exported": _("Form of the self-review taken out"),
    "assessment.comment_settled": _("Comment of the other cell settled"),
    "assessment.employee_rated": _("Rating as an employee recorded"),
    "fault.noted": _("Fault noted"),
    "transfer.written": _("Self-review of a transfer written"),
    "transfer.submitted": _("Self-review of a transfer handed in"),
    "transfer.cell_comment": _("Cell's comment on a transfer given"),
    "transfer.committee_comment": _("Committee's comment on a transfer given"),
    "transfer.read": _("Self-review of a transfer read"),
    "comment.recorded": _("Written comment of a body recorded"),
    "comment.waived": _("Written comment done without"),
    "comment.withdrawn": _("Written comment withdrawn"),
    "comment.required": _("Set which written comments must be there"),
    "issue.suggested": _("Issue suggested for the review"),
    "issue.withdrawn": _("Suggested issue withdrawn"),
    "issue.explained": _("Suggested issue explained"),
    "result.notified": _("Results told to the members"),
    "result.manager_notified": _("Result told to the direct manager"),
    "result.handed_over": _("Notice of the result handed over on paper"),
    "result.read": _("Own result opened"),
    "result.renewed": _("New result told after re-rating"),
    "result.published": _("Levels published"),
    "result.publication_withdrawn": _("Published levels withdrawn"),
    "order.waived": _("Order of rating waived"),
    "finding.recorded": _("Finding recorded"),
    "finding.withdrawn": _("Finding withdrawn"),
    "review.read": _("Reviews of a unit read"),
    "review.saved": _("Cell's review saved"),
    "voting.set": _("Way of voting chosen"),
    "ballot.opened": _("Electronic ballot opened"),
    "ballot.code_renewed": _("Another code for the ballot drawn"),
    "ballot.counted": _("Electronic ballot counted"),
    "ballot.annulled": _("Electronic ballot annulled"),
    "attendance.saved": _("Attendance of the meeting saved"),
    "review.proposed": _("Levels proposed"),
    "review.verified": _("Proposals verified"),
    "review.sent_back": _("Proposals sent back"),
    "levels.chosen": _("Levels chosen"),
    "cap.choice_explained": _("Reason of the choice written"),
    "cap.exception_recorded": _("Decision on the larger share recorded"),
    "cap.exception_withdrawn": _("Decision on the larger share withdrawn"),
    "rating.saved": _("Form 01 of the cell saved"),
    "rating.proposed": _("Cell's own level proposed"),
    "rating.verified": _("Cell's own level verified"),
    "rating.sent_back": _("Cell's own level sent back"),
    "ratings.chosen": _("Levels of cells chosen"),
    "ratings.decided": _("Levels of cells decided"),
    # reports, demonstration
    "report.exported": _("Report exported"),
    "document.issued": _("Document issued"),
    "document.taken": _("Issued document taken out"),
    "document.number_set": _("Last number used on paper set"),
    "demo.seeded": _("Demonstration built"),
}


class VerbKind(models.TextChoices):
    """What an act does to what it concerns, as a member asks: who read, scored, changed, took out what is mine."""

    READ = "READ", pgettext_lazy("kind of act", "Read")
    SCORED = "SCORED", pgettext_lazy("kind of act", "Scored or rated")
    CHANGED = "CHANGED", pgettext_lazy("kind of act", "Changed")
    EXPORTED = "EXPORTED", pgettext_lazy("kind of act", "Taken out")


# Every verb that is not named here changes something.
VERBS_OF: dict[VerbKind, tuple[str, ...]] = {
    VerbKind.READ: ("assessment.read", "review.read", "file.read", "appeal.read"),
    VerbKind.SCORED: (
        "review.saved",
        "review.proposed",
        "review.verified",
        "review.sent_back",
        "levels.chosen",
        "campaign.decided",
    ),
    VerbKind.EXPORTED: (
        "report.exported",
        "assessment.exported",
        "document.taken",
        "movement.exported",
        "data.exported",
        "breach.exported",
    ),
}
# Of these the journal shows which fields changed and never their values: points and levels are seen where their
# own step opens them, not through the journal.
CONFIDENTIAL = (
    "assessment.",
    "comment.",
    "transfer.",
    "issue.",
    "result.",
    "fault.",
    "finding.",
    "review.",
    "levels.",
    "pledge.",
    "appeal.",
    "check.",
)


def kind_of(verb: str) -> VerbKind:
    """Return what an act with the verb does."""
    return next((kind for kind, verbs in VERBS_OF.items() if verb in verbs), VerbKind.CHANGED)


def verb_label(verb: str) -> str | Promise:
    """Return the label of a verb; of an unknown one the verb itself."""
    return LABELS.get(verb, verb)
