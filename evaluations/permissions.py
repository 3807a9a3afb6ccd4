"""Who may do what to an assessment, a cell's review and a committee's decision."""

from django.utils.translation import gettext_lazy as _

from emulation.access import NO_ROLE, Allowed, Answer, Denied, held_at, permission


def _is_own(person, obj) -> bool:
    return person.member_id is not None and getattr(obj, "member_id", None) == person.member_id


@permission("assessment.view")
def view(person, assessment) -> Answer:
    """Own; the cell's secretary; the committee. The object may be a whole cell's review."""
    return Allowed() if _is_own(person, assessment) else held_at(person, "assessment.view", assessment.unit.path)


@permission("assessment.write")
def write(person, assessment) -> Answer:
    """Own; or the secretary on the member's behalf."""
    return Allowed() if _is_own(person, assessment) else held_at(person, "assessment.write", assessment.unit.path)


@permission("assessment.return")
def send_back_to_member(person, assessment) -> Answer:
    """The cell's secretary; never one's own."""
    if _is_own(person, assessment):
        return Denied(_("You cannot return your own assessment."))
    return held_at(person, "assessment.return", assessment.unit.path)


def _register_at_unit(name: str) -> None:
    """Acts on a cell's review, on its rating or on a committee's campaign; the object has a `unit`."""

    @permission(name)
    def at_unit(person, obj) -> Answer:
        return held_at(person, name, obj.unit.path)


for _name in (
    "assessment.review",
    "assessment.propose",
    "assessment.verify",
    "assessment.send_back",
    "assessment.choose",
    "assessment.decide",
    "assessment.record_employee",
    "assessment.rerate",
    "appeal.accept_late",
    "check.order",
    "cap.record",
    "comment.require",
    "order.waive",
    "publication.view",
    "finding.record",
    "rating.view",
    "rating.write",
    "result.notify",
    "result.publish",
    "rating.verify",
    "rating.send_back",
    "rating.choose",
    "rating.decide",
    "campaign.close",
    "campaign.reopen",
):
    _register_at_unit(_name)


def _register_about_somebody(name: str, refusal: str) -> None:
    """Acts on what others write about a member or a cell; never on what is about oneself."""

    @permission(name)
    def about_others(person, obj) -> Answer:
        return Denied(refusal) if _is_own(person, obj) else held_at(person, name, obj.unit.path)


@permission("transfer.write")
def write_transfer(person, obj) -> Answer:
    """Own; or the secretary of the cell that is left, on the member's behalf. A membership or its self-review."""
    return Allowed() if _is_own(person, obj) else held_at(person, "transfer.write", obj.unit.path)


@permission("transfer.read")
def read_transfer(person, review) -> Answer:
    """Own, or by a role in any cell: which ones it has come to, its lens knows."""
    return Allowed() if _is_own(person, review) or person.scope.paths("transfer.read") else NO_ROLE


_ON_YOURSELF = _("This is about yourself; somebody else of the cell or the committee does it.")
for _name in (
    "comment.record",
    "comment.waive",
    "issue.suggest",
    "result.hand_over",
    "transfer.comment",
    "transfer.endorse",
):
    _register_about_somebody(_name, _ON_YOURSELF)


@permission("comment.read")
def read_comment(person, obj) -> Answer:
    """By role; what is about oneself once the level is decided. The object is a comment, a record or a review."""
    if not _is_own(person, obj):
        return held_at(person, "comment.read", obj.unit.path)
    if getattr(obj, "about", obj).is_decided:
        return Allowed()
    return Denied(_("What others have written about you is shown to you once your level has been decided."))


@permission("result.view")
def view_notice(person, obj) -> Answer:
    """Whom it is for; by role at the member's cell."""
    return Allowed() if _is_own(person, obj) else held_at(person, "result.view", obj.unit.path)


@permission("issue.read")
def read_issue(person, obj) -> Answer:
    """Whoever is to explain it; the cell and the committee."""
    return Allowed() if _is_own(person, obj) else held_at(person, "issue.read", obj.unit.path)


@permission("issue.explain")
def explain_issue(person, obj) -> Answer:
    """Whoever is asked; or the secretary on the member's behalf and for the cell."""
    return Allowed() if _is_own(person, obj) else held_at(person, "issue.explain", obj.unit.path)


@permission("campaign.open")
def open_campaign(person, unit) -> Answer:
    """The committee opens the review of its year."""
    return held_at(person, "campaign.open", unit.path)


def _register_on_rule_set(name: str) -> None:
    """Acts on a rule set, by its owner's committee."""

    @permission(name)
    def on_rule_set(person, rule_set) -> Answer:
        if rule_set.unit is None:
            return Denied(_("This rule set comes with the application and belongs to no unit; copy it to adapt it."))
        return held_at(person, name, rule_set.unit.path)


for _name in ("ruleset.edit", "ruleset.publish"):
    _register_on_rule_set(_name)


@permission("ruleset.install")
def install_rule_set(person, _obj) -> Answer:
    """Rule sets belong to no unit: whoever holds the permission anywhere may install one we ship."""
    return Allowed() if person.scope.paths("ruleset.install") else NO_ROLE


@permission("results.take_over")
def take_over_results(person, unit) -> Answer:
    """The committee's officer records what was decided on paper in earlier years."""
    return held_at(person, "results.take_over", unit.path)


@permission("appeal.file")
def file_appeal(person, assessment) -> Answer:
    """The member about the own level; or who records it for the member: the cell's secretary, the committee."""
    return Allowed() if _is_own(person, assessment) else held_at(person, "appeal.file", assessment.unit.path)


@permission("appeal.withdraw")
def withdraw_appeal(person, appeal) -> Answer:
    """The member, or who has recorded it for the member and still works for the cell or the committee."""
    if _is_own(person, appeal.assessment):
        return Allowed()
    if person.pk == appeal.filed_by_id:
        return held_at(person, "appeal.withdraw", appeal.assessment.unit.path)
    return Denied(_("Only the member withdraws it, or who has recorded it for the member."))


@permission("appeal.view")
def view_appeal(person, appeal) -> Answer:
    """The member, who has recorded it, the committee whose decision it is about, and those above it."""
    if _is_own(person, appeal.assessment) or person.pk == appeal.filed_by_id:
        return Allowed()
    return held_at(person, "appeal.view", appeal.committee.path)


@permission("check.view")
def view_check(person, campaign) -> Answer:
    """The committee that decides, and those above it."""
    return held_at(person, "check.view", campaign.unit.path)


@permission("check.conclude")
def conclude_check(person, check) -> Answer:
    """The committee, never about oneself."""
    if _is_own(person, check.assessment):
        return Denied(_("This check is about you; somebody else records its outcome."))
    return held_at(person, "check.conclude", check.assessment.campaign.unit.path)


@permission("ballot.cast")
def cast_in_ballot(person, ballot) -> Answer:
    """The bearer of a code of this ballot, whoever it is; no role and no account casts a vote."""
    if getattr(person, "opens", None) == ballot.pk:
        return Allowed()
    return Denied(_("A vote is cast with the code of a member who is present, and with nothing else."))


@permission("commendation.view")
def view_commendation(person, commendation) -> Answer:
    """By role at the cell; the own one once it is granted."""
    if _is_own(person, commendation) and commendation.is_granted:
        return Allowed()
    return held_at(person, "commendation.view", commendation.unit.path)


@permission("commendation.title")
def keep_titles(person, unit) -> Answer:
    """Officers and leaders, for their committee."""
    return held_at(person, "commendation.title", unit.path)


@permission("commendation.propose")
def propose_commendation(person, commendation) -> Answer:
    """The cell's secretary, for members of the cell and the cell itself; never for oneself."""
    if _is_own(person, commendation):
        return Denied(_("You cannot propose yourself for a commendation; the deputy secretary does that."))
    return held_at(person, "commendation.propose", commendation.unit.path)


@permission("commendation.decide")
def decide_commendation(person, commendation) -> Answer:
    """The leader of the committee whose title it is; never on one's own."""
    if _is_own(person, commendation):
        return Denied(_("You cannot decide on your own commendation; another leader of the committee does that."))
    return held_at(person, "commendation.decide", commendation.committee.path)
