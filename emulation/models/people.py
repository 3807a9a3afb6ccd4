"""People: a member for life, a membership of a cell for a time, posts, and circumstances that change what is due."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .periods import Period, PeriodQuerySet, in_order
from .units import Unit, below


class Sex(models.TextChoices):
    FEMALE = "F", _("Female")
    MALE = "M", _("Male")


class SubjectType(models.TextChoices):
    """Which appendix of QĐ 366 and which form of HD 43 apply."""

    LEADER = "LEADER", _("Leader or manager (form 2A)")
    NONLEAD = "NONLEAD", _("No leading post (form 2B)")
    OUTSIDE = "OUTSIDE", _("Outside the political system (form 2C)")


class Standing(models.TextChoices):
    OFFICIAL = "OFFICIAL", _("Official member")
    PROVISIONAL = "PROVISIONAL", _("Provisional member")


class Stay(models.TextChoices):
    PERMANENT = "PERMANENT", _("Permanent")
    TEMPORARY = "TEMPORARY", _("Temporary")


class Arrival(models.TextChoices):
    """How a membership began (form 1-BTCTW, part B); empty where nobody has said it."""

    LISTED = "LISTED", _("On the first list of the cell")
    ADMITTED = "ADMITTED", _("Newly admitted")
    FROM_FAR = "FROM_FAR", _("Transferred in from another province")
    FROM_NEAR = "FROM_NEAR", _("Transferred in from another committee of the province")
    MOVED = "MOVED", _("Transferred in from another cell of the committee")
    RESTORED = "RESTORED", _("Restored to membership")
    REORGANISED = "REORGANISED", _("By the reorganisation of cells")
    GUEST = "GUEST", _("Here for a time")


class Departure(models.TextChoices):
    """How a membership ended (form 1-BTCTW, part C); empty where nobody has said it."""

    DIED = "DIED", _("Died")
    EXPELLED = "EXPELLED", _("Expelled")
    REMOVED = "REMOVED", _("Name removed from the list")
    LEFT = "LEFT", _("Left the Party")
    TO_FAR = "TO_FAR", _("Transferred out to another province")
    TO_NEAR = "TO_NEAR", _("Transferred out to another committee of the province")
    MOVED = "MOVED", _("Transferred out to another cell of the committee")
    REORGANISED = "REORGANISED", _("By the reorganisation of cells")
    RETURNED = "RETURNED", _("Stay for a time ended")


class WorkUnit(models.Model):
    """The office, school or company where members work; a joint cell holds members of several."""

    name = models.CharField(_("name"), max_length=200, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("work unit")

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(models.QuerySet):
    """Facts about many members."""

    def visible_to(self, reader):
        """Keep the reader's own record and the members of the cells the reader's roles reach."""
        in_scope = Membership.objects.filter(reader.scope.units_q("member.view", "unit__path"))
        return self.filter(Q(pk=reader.member_id) | Q(pk__in=in_scope.values("member_id")))

    def matching(self, words: str):
        """Keep members whose name or card holds every word; the words come as search text."""
        found = self
        for word in words.split():
            found = found.filter(Q(search_text__contains=word) | Q(card_number__contains=word))
        return found


class Member(models.Model):
    """A Party member, once and for life; the cell is on the membership, the login on the account."""

    full_name = models.CharField(_("full name"), max_length=120)
    sort_key = models.CharField(max_length=400, editable=False, db_index=True)
    search_text = models.CharField(max_length=120, editable=False, db_index=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    born_year = models.PositiveSmallIntegerField(_("year of birth"))
    ethnicity = models.CharField(_("ethnicity"), max_length=40, blank=True)
    joined_on = models.DateField(_("admitted on"), null=True, blank=True)
    official_on = models.DateField(_("made official on"), null=True, blank=True)
    card_number = models.CharField(_("member card number"), max_length=12, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = _("member")
        constraints = [
            models.UniqueConstraint(
                fields=["card_number"],
                condition=~Q(card_number=""),
                name="member_card_once",
                violation_error_message=_("Another member already has this card number."),
            ),
            models.CheckConstraint(
                condition=Q(born_on=None) | Q(born_on__year=F("born_year")),
                name="member_birth_year_agrees",
                violation_error_message=_("The year of birth must be that of the date of birth."),
            ),
            models.CheckConstraint(
                condition=Q(official_on=None) | Q(joined_on=None) | Q(official_on__gte=F("joined_on")),
                name="member_official_after_joining",
                violation_error_message=_("A member cannot be made official before being admitted."),
            ),
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="member_sex_known"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def standing_on(self, day) -> Standing:
        """Say whether the member is official or provisional on the day."""
        official = self.official_on is not None and self.official_on <= day
        return Standing.OFFICIAL if official else Standing.PROVISIONAL


class MembershipQuerySet(PeriodQuerySet):
    """Facts about many memberships."""

    def visible_to(self, reader):
        """Keep the reader's own and those of the cells the reader's roles reach."""
        return self.filter(reader.scope.units_q("member.view", "unit__path") | Q(member_id=reader.member_id))

    def within(self, unit: Unit):
        """Keep those of the unit and everything under it."""
        return self.filter(unit__path__range=below(unit.path))


class Membership(Period):
    """A member in a cell, from a day to a day."""

    member = models.ForeignKey(Member, models.PROTECT, verbose_name=_("member"), related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("cell"), related_name="memberships")
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, verbose_name=_("work unit"), null=True, blank=True)
    stay = models.CharField(_("stay"), max_length=10, choices=Stay, default=Stay.PERMANENT)
    subject_type = models.CharField(_("subject type"), max_length=8, choices=SubjectType, default=SubjectType.NONLEAD)
    arrival = models.CharField(_("how it began"), max_length=11, choices=Arrival, blank=True)
    arrived_from = models.CharField(_("from where"), max_length=200, blank=True)
    arrival_document = models.CharField(_("decision or letter of introduction"), max_length=120, blank=True)
    departure = models.CharField(_("how it ended"), max_length=11, choices=Departure, blank=True)
    departed_to = models.CharField(_("to where"), max_length=200, blank=True)
    departure_document = models.CharField(_("decision or letter of introduction"), max_length=120, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "member"]
        verbose_name = _("membership")
        constraints = [
            in_order("membership_period_in_order"),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(valid_to=None, stay=Stay.PERMANENT),
                name="membership_one_open_permanent",
                violation_error_message=_("The member already belongs to another cell; end that membership first."),
            ),
            models.CheckConstraint(condition=Q(stay__in=Stay.values), name="membership_stay_known"),
            models.CheckConstraint(
                condition=Q(subject_type__in=SubjectType.values), name="membership_subject_type_known"
            ),
            models.CheckConstraint(
                condition=Q(arrival__in=["", *Arrival.values]) & Q(departure__in=["", *Departure.values]),
                name="membership_movement_known",
            ),
            models.CheckConstraint(
                condition=Q(departure="") | Q(valid_to__isnull=False),
                name="membership_departs_on_a_day",
                violation_error_message=_("Whoever has left has a last day here."),
            ),
            models.CheckConstraint(
                condition=(~Q(arrival="GUEST") & ~Q(departure="RETURNED")) | Q(stay="TEMPORARY"),
                name="membership_guests_stay_for_a_time",
                violation_error_message=_("Only a stay for a time begins or ends as one."),
            ),
        ]
        indexes = [models.Index(fields=["unit", "valid_to"], name="membership_unit_open")]

    def __str__(self) -> str:
        return f"{self.member} – {self.unit}"


class Post(Period):
    """A title held within a membership, such as secretary of the cell; grants nothing by itself."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="posts")
    title = models.CharField(_("post"), max_length=120)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "pk"]
        verbose_name = _("post")
        constraints = [in_order("post_period_in_order")]

    def __str__(self) -> str:
        return self.title


class Circumstance(Period):
    """What changes a member's duty to be reviewed for a time (QĐ 366-QĐ/TW Art. 5; HD 43)."""

    class Kind(models.TextChoices):
        EXEMPT = "EXEMPT", _("Exempt from work and activities")
        SUSPENDED = "SUSPENDED", _("Suspended from activities")
        AWAY = "AWAY", _("Temporarily active elsewhere")
        SICK = "SICK", _("Sick leave of three months or more")
        MATERNITY = "MATERNITY", _("Maternity leave")

    member = models.ForeignKey(Member, models.PROTECT, verbose_name=_("member"), related_name="circumstances")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    document_number = models.CharField(_("decision number"), max_length=60, blank=True)
    document_date = models.DateField(_("decision date"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "pk"]
        verbose_name = _("circumstance")
        constraints = [
            in_order("circumstance_period_in_order"),
            models.CheckConstraint(
                condition=Q(kind__in=["EXEMPT", "SUSPENDED", "AWAY", "SICK", "MATERNITY"]),
                name="circumstance_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
