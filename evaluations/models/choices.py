"""What a rule set may choose between, and the kinds of numbers it holds."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..rules.cap import Reading, Rounding


class CriterionGroup(models.TextChoices):
    """The two groups whose sums are fixed: 30 and 70 points (QĐ 366-QĐ/TW appendices)."""

    COMMON = "COMMON", _("Common criteria")
    RESULTS = "RESULTS", _("Results of duties")


class ScoringMode(models.TextChoices):
    FREE = "FREE", _("Any points up to the maximum")
    GRADED = "GRADED", _("100, 70, 50 or 0 % of the maximum")
    ALL_OR_NOTHING = "ALL_OR_NOTHING", _("All or nothing")


class RuleSetState(models.IntegerChoices):
    """A draft may change; a published set is immutable; a superseded one is offered for no further year."""

    DRAFT = 10, _("Draft")
    PUBLISHED = 20, _("In force")
    SUPERSEDED = 30, _("Superseded")


class ScoringMethod(models.TextChoices):
    """How criteria are judged: points since QĐ 366-QĐ/TW, four grades without points under QĐ 124-QĐ/TW."""

    POINTS = "POINTS", _("Points, 30 and 70")
    GRADES = "GRADES", _("A grade for each criterion, no points")


class CapReading(models.TextChoices):
    """The two readings of "20 % of those rated good" (A-4)."""

    INCLUSIVE = Reading.INCLUSIVE.value, _("Of those rated good or better")
    EXCLUSIVE = Reading.EXCLUSIVE.value, _("Of those rated good, the excellent not counted")


class CapRounding(models.TextChoices):
    FLOOR = Rounding.FLOOR.value, _("Down")
    HALF_UP = Rounding.HALF_UP.value, _("Half up")
    CEILING = Rounding.CEILING.value, _("Up")


class CapScope(models.TextChoices):
    """Where the share is taken (A-10)."""

    COMMITTEE = "COMMITTEE", _("Among all whom the committee decides")
    CELL = "CELL", _("Inside each cell")


class CapGroups(models.TextChoices):
    """Who is of similar position (A-11)."""

    SUBJECT = "SUBJECT", _("By kind of position: leaders, without post, outside the system")
    SUBJECT_AND_TYPE = "SUBJECT_AND_TYPE", _("By kind of position and type of cell")
    POOLED = "POOLED", _("All together")


class CellGroups(models.TextChoices):
    """Which cells are of similar kind (A-11)."""

    TYPE = "TYPE", _("By type of cell")
    POOLED = "POOLED", _("All together")


# Begins the code of every group of cells, so that the caps on members and on cells stand side by side.
CELLS = "CELLS"


class CutOffRule(models.TextChoices):
    """On which day exemption, suspension and the six months are looked at (A-15)."""

    CAMPAIGN = "CAMPAIGN", _("The campaign's cut-off date, usually 31/12")
    MEETING = "MEETING", _("The day of the cell's review meeting, once it is known")


class TransferRule(models.TextChoices):
    """Which cell rates a member who changed cell in the year (A-16)."""

    CUT_OFF = "CUT_OFF", _("The cell where the member is listed on the cut-off date")
    LONGEST = "LONGEST", _("The cell where the member was longest in the year")


class Limit(models.TextChoices):
    """What follows when a member's level is above the one it is compared with (A-13, A-14)."""

    OFF = "OFF", _("Not compared")
    WARN = "WARN", _("A warning")
    BLOCK = "BLOCK", _("Refused")


class Ballot(models.TextChoices):
    """How the cell votes on the levels (A-17)."""

    SECRET = "SECRET", _("Secret ballot")
    OPEN = "OPEN", _("Show of hands")


class VoteThreshold(models.TextChoices):
    """How many of the official members present a level needs; below it the counts go up (A-17)."""

    HALF = "HALF", _("More than half")
    TWO_THIRDS = "TWO_THIRDS", _("Two thirds")


def percent(label, default: int):
    """Return a field for a whole share from 0 to 100 %."""
    return models.PositiveSmallIntegerField(label, default=default, validators=[MaxValueValidator(100)])


def band(label, default: int):
    """Return a field for a border in points."""
    bounds = [MinValueValidator(0), MaxValueValidator(100)]
    return models.DecimalField(label, max_digits=5, decimal_places=2, default=default, validators=bounds)


# A day of every year with two digits each: 31/03.
_DAY = r"^((0[1-9]|1\d|2[0-8])/(0[1-9]|1[0-2])|(29|30)/(0[13-9]|1[0-2])|31/(0[13578]|1[02]))$"


def day_of_year(label, default: str):
    """Return a field for a day of any year, written 31/03."""
    valid = RegexValidator(_DAY, _("Type a day and a month, for example 31/03."))
    return models.CharField(label, max_length=5, default=default, validators=[valid])


SHARES = (
    "beyond_percent",
    "late_percent",
    "failed_percent",
    "done_percent",
    "areas_failed_percent",
    "low_votes_percent",
    "good_members_percent",
    "cap_percent",
    "cap_exception_percent",
    "pledge_partly_percent",
)
CHOSEN = {
    "state": RuleSetState,
    "method": ScoringMethod,
    "cap_reading": CapReading,
    "cap_rounding": CapRounding,
    "cap_scope": CapScope,
    "cap_groups": CapGroups,
    "cap_cell_groups": CellGroups,
    "cut_off_rule": CutOffRule,
    "transfer_rule": TransferRule,
    "employee_limit": Limit,
    "head_limit": Limit,
    "ballot": Ballot,
    "vote_threshold": VoteThreshold,
}
