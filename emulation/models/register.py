"""What a committee adds to the register of purposes, and who has read which version of it (Law 91/2025/QH15 Art. 4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .accounts import Account
from .units import Unit


class RegisterNoteQuerySet(models.QuerySet):
    """Facts about many notes."""

    def visible_to(self, reader):
        """Keep the notes of the reader's units and of those above them: they speak to everybody below."""
        return self.filter(reader.scope.upward_q("unit.view", "unit__path"))


class RegisterNote(models.Model):
    """A committee's note as it stood from a moment on; a later one takes its place, and an empty one takes it away."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("committee"), related_name="register_notes")
    text = models.TextField(_("note"), max_length=4000, blank=True)
    written_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("written by"), related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    objects = RegisterNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("note to the register of purposes")

    def __str__(self) -> str:
        return f"{self.unit}"


class RegisterReading(models.Model):
    """That an account's owner has read a version; to have read is not to consent."""

    account = models.ForeignKey(Account, models.PROTECT, verbose_name=_("account"), related_name="register_readings")
    version_read = models.CharField(_("version read"), max_length=40)
    read_at = models.DateTimeField(_("read at"), auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("register of purposes read")
        constraints = [models.UniqueConstraint(fields=["account", "version_read"], name="register_read_once")]

    def __str__(self) -> str:
        return self.version_read
