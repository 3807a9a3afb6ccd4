"""Notices: that something has happened or is due, for one account. Never what somebody wrote, scored or decided."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .accounts import Account


class NoticeKind(models.TextChoices):
    """What has happened, in words that hold nothing of a review."""

    PLEDGE_RETURNED = "PLEDGE_RETURNED", _("Your pledge was given back for you to change")
    PLEDGE_CONFIRMED = "PLEDGE_CONFIRMED", _("Your pledge has been confirmed")
    PLEDGE_FOR_YOU = "PLEDGE_FOR_YOU", _("Somebody has submitted your pledge for you")
    PLEDGE_CHANGED = "PLEDGE_CHANGED", _("The change of your pledge has been agreed to")
    REPORT_DUE = "REPORT_DUE", _("Say how far your pledge is")
    REPORT_MISSING = "REPORT_MISSING", _("Your progress report is missing")
    REPORT_RETURNED = "REPORT_RETURNED", _("Your progress report was given back to be completed")
    MEMBERS_SILENT = "MEMBERS_SILENT", _("Members have not reported how far their pledges are")
    SUPERVISED = "SUPERVISED", _("The cell has written a note of supervision on your pledge")
    POSTED_COMMENT = "POSTED_COMMENT", _("Somebody has commented on your posted pledge")
    POSTED_ANSWER = "POSTED_ANSWER", _("Your comment on a posted pledge has been answered")
    REVIEW_RETURNED = "REVIEW_RETURNED", _("Your self-assessment was given back for you to change")
    REVIEW_FOR_YOU = "REVIEW_FOR_YOU", _("Somebody has submitted your self-assessment for you")
    SENT_BACK = "SENT_BACK", _("The committee has sent a proposal of the cell back")
    PROPOSED = "PROPOSED", _("A cell has sent its proposal")
    DECIDED = "DECIDED", _("The committee has decided; your result is there to see")
    RERATED = "RERATED", _("There is a new decision about you")
    COMPLAINT = "COMPLAINT", _("A complaint has come in")
    COMPLAINT_MOVED = "COMPLAINT_MOVED", _("Your complaint has been taken up or answered")
    REOPENED = "REOPENED", _("A closed review has been opened again")
    ISSUE = "ISSUE", _("An issue has been suggested for you to explain")
    ISSUE_EXPLAINED = "ISSUE_EXPLAINED", _("A suggested issue has been explained")
    COMMENT = "COMMENT", _("A written comment has come in")
    PUBLISHED = "PUBLISHED", _("The levels of the year have been published")
    COMMENDED = "COMMENDED", _("You have been commended")
    COMMENDATION = "COMMENDATION", _("A proposal of commendation has been decided")
    JOB_DONE = "JOB_DONE", _("A file you asked for is ready")
    JOB_FAILED = "JOB_FAILED", _("A file you asked for could not be made")
    DUE = "DUE", _("Soon due")
    OVERDUE = "OVERDUE", _("Overdue")


class NoticeQuerySet(models.QuerySet):
    """Facts about many notices."""

    def unread(self):
        """Keep those nobody has marked as read."""
        return self.filter(read_at=None)


class Notice(models.Model):
    """One notice; `about` names the unit, the year or the work, `url` leads to it. Once a day for the same thing."""

    account = models.ForeignKey(Account, models.PROTECT, verbose_name=_("account"), related_name="notices")
    kind = models.CharField(_("kind"), max_length=16, choices=NoticeKind)
    about = models.CharField(_("about"), max_length=200)
    url = models.CharField(_("address"), max_length=200)
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("at"), auto_now_add=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("notice")
        constraints = [
            models.UniqueConstraint(fields=["account", "kind", "url", "day"], name="notice_once_a_day"),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.about}"

    @property
    def is_read(self) -> bool:
        return self.read_at is not None


class NoticeSettings(models.Model):
    """How an account wants to be told; without a row, by e-mail where it has an address."""

    account = models.OneToOneField(Account, models.PROTECT, verbose_name=_("account"), related_name="notice_settings")
    by_email = models.BooleanField(_("a summary by e-mail"), default=True)
    digested_on = models.DateField(_("last summary on"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["account"]
        verbose_name = _("settings of notices")

    def __str__(self) -> str:
        return str(self.account)
