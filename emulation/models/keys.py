"""Keys to the API: knox stores their hash alone; ours also say what they are for and how far they open."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken


class KeyScope(models.TextChoices):
    READ = "READ", _("Read only")
    WRITE = "WRITE", _("Read and write")


class Key(AbstractAuthToken):
    """A key of an account: opens what the account may do, or less."""

    name = models.CharField(_("what it is for"), max_length=60)
    scope = models.CharField(_("how far it opens"), max_length=5, choices=KeyScope, default=KeyScope.READ)
    room = models.CharField(_("part it opens"), max_length=20, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created"]
        verbose_name = _("key to the API")
        constraints = [models.CheckConstraint(condition=Q(scope__in=KeyScope.values), name="key_scope_known")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_read_only(self) -> bool:
        return self.scope == KeyScope.READ
