"""Who was at a cell's meeting: the register of attendance, member by member."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emulation.models import Member

from .outcomes import CellReview


class Part(models.TextChoices):
    """What part a member has in the meeting: official members vote, the others take part without a vote."""

    VOTER = "VOTER", _("Official member")
    PROVISIONAL = "PROVISIONAL", _("Provisional member, without a vote")
    TEMPORARY = "TEMPORARY", _("Here temporarily, votes in the official cell")


class AttendanceQuerySet(models.QuerySet):
    """Facts about many entries."""

    def voters(self):
        """Keep the official members, who are summoned and vote."""
        return self.filter(part=Part.VOTER)


class Attendance(models.Model):
    """One member at the meeting of the cell's review: present, or absent with a reason (count minutes)."""

    review = models.ForeignKey(CellReview, models.PROTECT, related_name="attendance")
    member = models.ForeignKey(Member, models.PROTECT, related_name="attendance")
    part = models.CharField(_("part in the meeting"), max_length=11, choices=Part)
    is_present = models.BooleanField(_("present"))
    reason = models.CharField(_("reason of absence"), max_length=200, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["review", "member__sort_key", "member"]
        verbose_name = _("attendance")
        constraints = [
            models.UniqueConstraint(fields=["review", "member"], name="attendance_once_per_member"),
            models.CheckConstraint(condition=Q(part__in=Part.values), name="attendance_part_known"),
            models.CheckConstraint(
                condition=Q(is_present=True, reason="") | (Q(is_present=False) & ~Q(reason="")),
                name="attendance_absent_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review}: {self.member}"
