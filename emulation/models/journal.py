"""The journal: who did what to what, when. Rows are only ever added, each sealed with the one before."""

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..verbs import verb_label
from .units import Unit


class JournalQuerySet(models.QuerySet):
    """Facts about many entries."""

    def visible_to(self, reader):
        """Keep the reader's own acts and those at units where the reader may read the journal."""
        return self.filter(reader.scope.units_q("journal.view", "unit__path") | Q(actor_id=reader.pk))


class JournalEntry(models.Model):
    """One act. `seal` is a hash over the entry and the seal before it, so a change or a gap shows."""

    at = models.DateTimeField(_("time"), db_index=True)
    actor = models.ForeignKey(
        "emulation.Account", models.PROTECT, verbose_name=_("by"), null=True, blank=True, related_name="acts"
    )
    actor_name = models.CharField(_("by"), max_length=120)
    verb = models.CharField(_("act"), max_length=60, db_index=True)
    subject = models.CharField(_("subject"), max_length=60)
    subject_id = models.BigIntegerField(null=True)
    subject_name = models.CharField(_("subject"), max_length=300)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    data = models.JSONField(default=dict)
    seal = models.CharField(max_length=64)

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


class JournalHead(models.Model):
    """The newest seal; locked while an entry is added, so the chain cannot fork."""

    seal = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.seal
