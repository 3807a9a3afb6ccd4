"""The journal: who did what to what, when, for whom. Rows are only ever added, each sealed with the one before."""

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..doors import Door
from ..verbs import verb_label
from .people import Member
from .units import Unit

SEAL_FORMAT = 2  # 1: before there were doors, changes and members; such lines keep the seal they have


class JournalQuerySet(models.QuerySet):
    """Facts about many entries."""

    def visible_to(self, reader):
        """Keep the reader's own acts and those at units where the reader may read the journal."""
        return self.filter(reader.scope.units_q("journal.view", "unit__path") | Q(actor_id=reader.pk))

    def about(self, member_id: int | None):
        """Keep the acts that concern the member: on the own record, alone or among many, or done for the member."""
        return self.filter(members__member=member_id)


class JournalEntry(models.Model):
    """One act. `seal` is a hash over the entry and the seal before it, so a change or a gap shows."""

    number = models.PositiveBigIntegerField(_("number"), unique=True)
    at = models.DateTimeField(_("time"), db_index=True)
    actor = models.ForeignKey(
        "emulation.Account", models.PROTECT, verbose_name=_("by"), null=True, blank=True, related_name="acts"
    )
    actor_name = models.CharField(_("by"), max_length=120)
    held = models.JSONField(_("roles held"), default=list)  # of that day, as pairs of role and unit
    on_behalf_of = models.ForeignKey(
        Member, models.PROTECT, verbose_name=_("on behalf of"), null=True, blank=True, related_name="+"
    )
    door = models.CharField(_("door"), max_length=8, choices=Door, blank=True)
    through = models.CharField(_("through"), max_length=100, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    verb = models.CharField(_("act"), max_length=60, db_index=True)
    subject = models.CharField(_("subject"), max_length=60)
    subject_id = models.BigIntegerField(null=True)
    subject_name = models.CharField(_("subject"), max_length=300)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    data = models.JSONField(default=dict)
    seal = models.CharField(max_length=64)
    seal_format = models.PositiveSmallIntegerField(_("format of the seal"), default=SEAL_FORMAT)

    objects = JournalQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("journal entry")
        indexes = [models.Index(fields=["subject", "subject_id"], name="journal_subject")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_name}"

    @property
    def verb_label(self) -> str | Promise:
        """The act as the page calls it."""
        return verb_label(self.verb)


class JournalMember(models.Model):
    """One member an entry concerns; the seal of the entry covers them all."""

    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="members")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["entry", "member"]
        verbose_name = _("member in the journal")
        indexes = [models.Index(fields=["member", "entry"], name="journal_member_entries")]
        constraints = [models.UniqueConstraint(fields=["entry", "member"], name="journal_member_once")]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.member_id}"


class JournalHead(models.Model):
    """The newest seal and its number; locked while an entry is added, so the chain cannot fork."""

    seal = models.CharField(max_length=64)
    number = models.PositiveBigIntegerField(_("number"), default=0)

    def __str__(self) -> str:
        return self.seal
