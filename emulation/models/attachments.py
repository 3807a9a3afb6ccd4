"""Files attached as evidence to a row of any room: what is known of each, and its bytes in a table of their own.

The bytes are in the database: one transaction holds the act and its file, one backup holds them both.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .accounts import Account
from .units import Unit


class AttachmentKind(models.TextChoices):
    PDF = "PDF", "PDF"
    JPEG = "JPEG", "JPEG"
    PNG = "PNG", "PNG"


class AttachmentQuerySet(models.QuerySet):
    """Facts about many attachments."""

    def of(self, row: models.Model):
        """Keep those of one row, oldest first; who may see the row sees its files."""
        return self.filter(subject=row._meta.label_lower, subject_id=row.pk)

    def held(self):
        """Keep those that have not been withdrawn."""
        return self.filter(withdrawn_at=None)


class Attachment(models.Model):
    """One file of a row: `subject` names the table. It never changes; a wrong one is withdrawn with a reason."""

    subject = models.CharField(_("subject"), max_length=60)
    subject_id = models.BigIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="+")
    title = models.CharField(_("name of the file"), max_length=100)
    kind = models.CharField(_("kind"), max_length=4, choices=AttachmentKind)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(_("fingerprint (SHA-256)"), max_length=64)
    added_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("attached by"), related_name="+")
    added_at = models.DateTimeField(_("attached at"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdraw_reason = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("attached file")
        indexes = [models.Index(fields=["subject", "subject_id"], name="attachment_subject")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AttachmentKind.values), name="attachment_kind_known"),
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_not_empty"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdraw_reason=""), name="attachment_withdrawn_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def file_name(self) -> str:
        """The name it is saved under: as it came, with the ending of what it really is."""
        return f"{self.title}.{self.kind.lower()}"


class AttachmentContent(models.Model):
    """The bytes, apart, so that no list reads them."""

    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="content", primary_key=True)
    data = models.BinaryField()

    class Meta:
        verbose_name = _("content of a file")

    def __str__(self) -> str:
        return str(self.attachment_id)
