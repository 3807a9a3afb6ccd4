"""Role → permissions, as a table an official could check.

A role is held at a unit and reaches everything under it. Some acts need no role: a member's own pledge,
own assessment; `permissions.py` of each app says which. The administrator sees no content.
"""

READS_ORGANISATION = {"unit.view", "member.view"}  # themes are seen with their units
READS_OWN_CELL = {"unit.view"}

CELL_WORK = READS_ORGANISATION | {
    "theme.set",
    "pledge.view",
    "pledge.write",
    "pledge.return",
    "pledge.confirm",
    "pledge.report",
    "pledge.check_in",
    "pledge.comment",
    "template.manage",
    "assessment.view",
    "assessment.write",
    "assessment.return",
    "assessment.review",
    "assessment.propose",
    "assessment.record_employee",
    "comment.read",
    "comment.record",
    "comment.waive",
    "issue.read",
    "issue.explain",
    "rating.view",
    "rating.write",
    "appeal.file",
    "appeal.withdraw",
    "report.view",
    "report.export",
    "member.edit",
    "movement.view",
    "data.ask",
    "data.handle",
}
COMMITTEE_READ = READS_ORGANISATION | {
    "pledge.view",
    "assessment.view",
    "comment.read",
    "comment.waive",
    "comment.require",
    "issue.read",
    "issue.suggest",
    "rating.view",
    "appeal.file",
    "appeal.withdraw",
    "appeal.view",
    "appeal.accept_late",
    "check.view",
    "check.order",
    "check.conclude",
    "report.view",
    "report.export",
    "journal.view",
    "journal.verify",
    "data.handle",
    "register.note",
    "retention.view",
    "movement.view",
}

GRANTS: dict[str, frozenset[str]] = {
    "MEMBER": frozenset(READS_OWN_CELL),
    "SECRETARY": frozenset(CELL_WORK),
    "DEPUTY": frozenset(CELL_WORK),
    "OFFICER": frozenset(
        COMMITTEE_READ
        | {
            "roster.import",
            "member.edit",
            "member.move",
            "unit.reorganise",
            "data.ask",
            "year.open",
            "theme.set",
            "template.manage",
            "pledge.return",
            "pledge.confirm",
            "pledge.comment",
            "campaign.open",
            "ruleset.install",
            "ruleset.edit",
            "assessment.verify",
            "assessment.send_back",
            "rating.verify",
            "rating.send_back",
            "assessment.record_employee",
            "finding.record",
            "comment.record",
            "results.take_over",
            "cap.record",
        }
    ),
    "LEADER": frozenset(
        COMMITTEE_READ
        | {
            "year.open",
            "theme.set",
            "retention.set",
            "retention.apply",
            "campaign.open",
            "ruleset.install",
            "ruleset.edit",
            "ruleset.publish",
            "assessment.send_back",
            "assessment.choose",
            "assessment.decide",
            "assessment.rerate",
            "appeal.handle",
            "campaign.close",
            "campaign.reopen",
            "cap.record",
            "rating.send_back",
            "rating.choose",
            "rating.decide",
        }
    ),
    "VIEWER": frozenset({"unit.view", "figures.view", "movement.view"}),
    "ADMIN": frozenset(
        {
            "unit.view",
            "unit.manage",
            "role.grant",
            "account.manage",
            "journal.view_system",
            "journal.verify",
            "retention.view",
            "retention.set",
            "retention.apply",
        }
    ),
}

# What a holder may delegate to another account for a time; nobody delegates membership, figures, or the system.
DELEGABLE = ("SECRETARY", "DEPUTY", "OFFICER", "LEADER")
