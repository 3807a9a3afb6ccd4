"""Sections of documents, rendered and kept for some days."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class RenderedSection(models.Model):
    """A section of a document, rendered, under the hash of what shapes it. Holds what is printed; kept some days."""

    key = models.CharField(_("fingerprint"), max_length=64, primary_key=True)
    content = models.BinaryField(_("file"))
    size = models.PositiveIntegerField(_("size"))
    made_at = models.DateTimeField(_("made at"), db_index=True)
    used_at = models.DateTimeField(_("last used at"), db_index=True)

    class Meta:
        ordering = ["-used_at", "key"]
        verbose_name = _("rendered section")

    def __str__(self) -> str:
        return self.key[:12]

    @classmethod
    def of(cls, key: str, content: bytes, now: datetime.datetime) -> "RenderedSection":
        """Return a row that is made now."""
        return cls(key=key, content=content, size=len(content), made_at=now, used_at=now)
