"""The templates for Word a committee has put in use."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emulation.models import Account, Unit


class WordTemplateQuerySet(models.QuerySet):
    """Facts about many templates."""

    def visible_to(self, reader):
        """Keep those of the units whose reports the reader may see."""
        return self.filter(reader.scope.units_q("report.view", "unit__path"))

    def for_path(self, path: str):
        """Keep those in use at the unit of the path or above it, the nearest first."""
        above = [path[:end] for end in range(Unit.steplen, len(path) + 1, Unit.steplen)]
        return self.filter(is_active=True, unit__path__in=above).order_by("-unit__depth")


class WordTemplate(models.Model):
    """A committee's own template for Word: checked, written anew, kept with its hash. Units below take the nearest.

    It never changes: another takes its place, or it is withdrawn; that it was in use stays.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="word_templates")
    title = models.CharField(_("name of the file"), max_length=100)
    content = models.BinaryField(_("file"))
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(_("fingerprint (SHA-256)"), max_length=64)
    uploaded_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("uploaded by"), related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = WordTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("Word template")
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(is_active=True), name="word_template_one_in_use"),
            models.CheckConstraint(condition=Q(size__gt=0), name="word_template_not_empty"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def file_name(self) -> str:
        """The name it is saved under."""
        return f"{self.title}.docx"
