"""Templates to start a pledge from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emulation.models import Unit

from ..rules import ItemDraft, day_of_year
from .items import DRAFTED, ItemText


class PledgeTemplateQuerySet(models.QuerySet):
    """Facts about many templates."""

    def visible_to(self, reader):
        """Keep those of units above, at or below the reader's."""
        return self.filter(reader.scope.related_units_q("unit.view", "unit__path"))


class PledgeTemplate(models.Model):
    """A set of items to start from, for a group of people."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="pledge_templates")
    name = models.CharField(_("name"), max_length=200)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = PledgeTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("pledge template")
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="template_name_once_per_unit")]

    def __str__(self) -> str:
        return self.name


class TemplateItem(ItemText):
    """One item of a template; the due date is a day of the year, such as 31 December."""

    template = models.ForeignKey(PledgeTemplate, models.CASCADE, related_name="items")
    due_month = models.PositiveSmallIntegerField(_("month due"), default=12)
    due_day = models.PositiveSmallIntegerField(_("day due"), default=31)

    class Meta(ItemText.Meta):
        verbose_name = _("item of the template")
        constraints = [
            *ItemText.Meta.constraints,
            models.CheckConstraint(
                condition=Q(due_month__gte=1, due_month__lte=12, due_day__gte=1, due_day__lte=31),
                name="template_item_due_plausible",
            ),
            models.CheckConstraint(condition=~Q(deed=""), name="template_item_has_a_deed"),
        ]

    def draft(self, year: int) -> ItemDraft:
        """Return the words with the due date in the year."""
        words = {name: getattr(self, name) for name in DRAFTED if name != "due_on"}
        return ItemDraft(**words, due_on=day_of_year(year, self.due_month, self.due_day))
