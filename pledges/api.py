"""Pledges over HTTP: the same selectors and services as the pages. What is not visible does not exist: 404."""

from dataclasses import asdict

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.models import Member, Membership, Stay, Unit, Year
from emulation.text import search_text

from .models import Group, Kind, Outcome, Pledge, PledgeItem, PledgeTemplate, State, TemplateItem
from .rules import ItemDraft
from .selectors import carry_over, pledge_figures
from .services import (
    confirm_pledge,
    confirm_pledges,
    record_pledges,
    report_pledge,
    retire_template,
    return_pledge,
    save_template,
    start_pledge,
    submit_pledge,
    write_pledge,
)

FILTERS = [
    OpenApiParameter("unit", int, description="The unit and everything under it."),
    OpenApiParameter("year", int, description="The year's number."),
    OpenApiParameter("state", int, enum=State.values, description="10 draft, 15 returned, 20 submitted, 30 confirmed."),
    OpenApiParameter("q", str, description="Words of the member's name, with or without diacritics."),
]


class DraftIn(serializers.Serializer):
    """The words of one item; incomplete is fine until the pledge is submitted."""

    group = serializers.ChoiceField(Group.choices)
    deed = serializers.CharField(max_length=500, allow_blank=True, default="")
    measure = serializers.CharField(max_length=300, allow_blank=True, default="")
    method = serializers.CharField(max_length=500, allow_blank=True, default="")
    due_on = serializers.DateField(allow_null=True, default=None)


class ItemOut(serializers.ModelSerializer):
    """One item with its result."""

    class Meta:
        model = PledgeItem
        fields = [
            "id", "position", "group", "deed", "measure", "method", "due_on", "outcome", "evidence", "reported_at",
        ]  # fmt: skip


class PledgeOut(serializers.ModelSerializer):
    """A pledge with its items; `version` goes back with every change."""

    year = serializers.IntegerField(source="year.number")
    member_name = serializers.CharField(source="member.full_name")
    unit_name = serializers.CharField(source="unit.name")
    theme = serializers.CharField(source="theme.title", default="")
    recorded_by = serializers.CharField(source="recorded_by.display_name", default="")
    confirmed_by = serializers.CharField(source="confirmed_by.display_name", default="")
    items = ItemOut(many=True)

    class Meta:
        model = Pledge
        fields = [
            "id", "year", "member", "member_name", "unit", "unit_name", "theme", "kind", "state", "version",
            "on_behalf", "recorded_by", "return_reason", "submitted_at", "confirmed_at", "confirmed_by", "items",
        ]  # fmt: skip


class PledgeIn(serializers.Serializer):
    """A pledge to start: whose (by membership), of which year, with which words."""

    membership = serializers.IntegerField()
    year = serializers.IntegerField(help_text="The id of the year.")
    kind = serializers.ChoiceField(Kind.choices, default=Kind.BOTH)
    items = DraftIn(many=True, required=False, default=list)


class WordsIn(serializers.Serializer):
    """The words of a pledge as they shall be."""

    kind = serializers.ChoiceField(Kind.choices, required=False)
    version = serializers.IntegerField(required=False)
    items = DraftIn(many=True)


class ReasonIn(serializers.Serializer):
    """Why a pledge goes back."""

    reason = serializers.CharField()


class ResultIn(serializers.Serializer):
    """What came of one item."""

    item = serializers.IntegerField()
    outcome = serializers.ChoiceField(Outcome.choices, allow_blank=True)
    evidence = serializers.CharField(allow_blank=True, default="")


class ReportIn(serializers.Serializer):
    """Results of items; those left out stay as they are."""

    version = serializers.IntegerField(required=False)
    results = ResultIn(many=True)


class SkippedOut(serializers.Serializer):
    """Somebody left out, and why."""

    name = serializers.CharField()
    reason = serializers.CharField()


class BulkOut(serializers.Serializer):
    """What a bulk act did."""

    done = serializers.ListField(child=serializers.IntegerField())
    skipped = SkippedOut(many=True)
    missing = serializers.IntegerField()


class RecordIn(serializers.Serializer):
    """Many members' pledges at once: the same words for all, or each member's own of last year."""

    unit = serializers.IntegerField()
    year = serializers.IntegerField(help_text="The id of the year.")
    members = serializers.ListField(child=serializers.IntegerField(), allow_empty=False, max_length=5000)
    template = serializers.IntegerField(required=False)
    items = DraftIn(many=True, required=False, default=list)
    from_last_year = serializers.BooleanField(default=False)
    submit = serializers.BooleanField(default=False)


class ConfirmIn(serializers.Serializer):
    """Pledges of a unit to confirm together."""

    unit = serializers.IntegerField()
    pledges = serializers.ListField(child=serializers.IntegerField(), allow_empty=False, max_length=5000)


class TemplateItemOut(serializers.ModelSerializer):
    """One item of a template, due on a day of any year."""

    class Meta:
        model = TemplateItem
        fields = ["position", "group", "deed", "measure", "method", "due_day", "due_month"]


class TemplateOut(serializers.ModelSerializer):
    """A template with its items."""

    unit_name = serializers.CharField(source="unit.name")
    items = TemplateItemOut(many=True)

    class Meta:
        model = PledgeTemplate
        fields = ["id", "unit", "unit_name", "name", "is_active", "items"]


class TemplateIn(serializers.Serializer):
    """A template as it shall be; of the dates only day and month are kept."""

    unit = serializers.IntegerField()
    name = serializers.CharField(max_length=200)
    items = DraftIn(many=True)


class NumbersOut(serializers.Serializer):
    """Counts; items and members counted are those of confirmed pledges."""

    members = serializers.IntegerField()
    registered = serializers.IntegerField()
    submitted = serializers.IntegerField()
    confirmed = serializers.IntegerField()
    items = serializers.IntegerField()
    items_kept = serializers.IntegerField()
    items_partly = serializers.IntegerField()
    items_not_kept = serializers.IntegerField()
    items_no_result = serializers.IntegerField()
    members_all = serializers.IntegerField()
    members_partly = serializers.IntegerField()
    members_not = serializers.IntegerField()
    members_no_result = serializers.IntegerField()


class CellFiguresOut(serializers.Serializer):
    """One cell's figures."""

    unit = serializers.IntegerField(source="unit.pk")
    unit_name = serializers.CharField(source="unit.name")
    numbers = NumbersOut()


class FiguresOut(serializers.Serializer):
    """A unit's figures of a year."""

    year = serializers.IntegerField()
    total = NumbersOut()
    cells = CellFiguresOut(many=True)


class PledgeLens:
    """Every read of pledges starts here."""

    def get_queryset(self):
        related = ("year", "member", "unit", "theme", "recorded_by", "confirmed_by")
        seen = Pledge.objects.visible_to(self.request.user).with_secretaries(timezone.localdate())
        return seen.select_related(*related).prefetch_related("items")


class PledgeList(PledgeLens, generics.ListAPIView):
    """List the pledges you may see; start one."""

    serializer_class = PledgeOut

    def get_queryset(self):
        found, asked = super().get_queryset(), self.request.query_params
        if _number(asked, "unit"):
            unit = get_object_or_404(Unit.objects.visible_to(self.request.user), pk=_number(asked, "unit"))
            found = found.within(unit)
        if _number(asked, "year"):
            found = found.filter(year__number=_number(asked, "year"))
        if _number(asked, "state"):
            found = found.filter(state=_number(asked, "state"))
        if asked.get("q"):
            found = found.filter(member__in=Member.objects.matching(search_text(asked["q"])))
        return found

    @extend_schema(parameters=FILTERS)
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    @extend_schema(request=PledgeIn, responses={201: PledgeOut})
    def post(self, request):
        values = _valid(PledgeIn, request)
        seen = Membership.objects.visible_to(request.user).filter(stay=Stay.PERMANENT).select_related("member", "unit")
        membership = get_object_or_404(seen, pk=values["membership"])
        year = get_object_or_404(Year.objects.visible_to(request.user), pk=values["year"])
        items = _drafts(values["items"])
        pledge = start_pledge(membership=membership, year=year, items=items, kind=values["kind"], by=request.user)
        return Response(PledgeOut(pledge).data, status=status.HTTP_201_CREATED)


class PledgeDetail(PledgeLens, generics.RetrieveAPIView):
    """Read one pledge; replace its words while it is open."""

    serializer_class = PledgeOut

    @extend_schema(request=WordsIn, responses=PledgeOut)
    def put(self, request, pk: int):
        values = _valid(WordsIn, request)
        words = {"items": _drafts(values.pop("items")), **values}
        return Response(PledgeOut(write_pledge(pledge=self.get_object(), by=request.user, **words)).data)


class PledgeAct(PledgeLens, generics.GenericAPIView):
    """Base of the acts on one pledge."""

    serializer_class = PledgeOut


class PledgeSubmit(PledgeAct):
    """Submit a pledge."""

    @extend_schema(request=None, responses=PledgeOut)
    def post(self, request, pk: int):
        return Response(PledgeOut(submit_pledge(pledge=self.get_object(), by=request.user)).data)


class PledgeReturn(PledgeAct):
    """Return a pledge with a reason."""

    @extend_schema(request=ReasonIn, responses=PledgeOut)
    def post(self, request, pk: int):
        values = _valid(ReasonIn, request)
        return Response(PledgeOut(return_pledge(pledge=self.get_object(), by=request.user, **values)).data)


class PledgeConfirm(PledgeAct):
    """Confirm a pledge."""

    @extend_schema(request=None, responses=PledgeOut)
    def post(self, request, pk: int):
        return Response(PledgeOut(confirm_pledge(pledge=self.get_object(), by=request.user)).data)


class PledgeReport(PledgeAct):
    """Report what came of the items."""

    @extend_schema(request=ReportIn, responses=PledgeOut)
    def post(self, request, pk: int):
        values = _valid(ReportIn, request)
        results = {one["item"]: (one["outcome"], one["evidence"]) for one in values["results"]}
        version = values.get("version")
        pledge = report_pledge(pledge=self.get_object(), results=results, version=version, by=request.user)
        return Response(PledgeOut(pledge).data)


class PledgeRecord(APIView):
    """Record the pledges of many members at once."""

    @extend_schema(request=RecordIn, responses={201: BulkOut})
    def post(self, request):
        values = _valid(RecordIn, request)
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=values["unit"])
        year = get_object_or_404(Year.objects.visible_to(request.user), pk=values["year"])
        items = self._words(request, year, values)
        result = record_pledges(unit=unit, year=year, items=items, submit=values["submit"], by=request.user)
        return Response(BulkOut(asdict(result)).data, status=status.HTTP_201_CREATED)

    def _words(self, request, year: Year, values: dict) -> dict:
        members = values["members"]
        if values["from_last_year"]:
            own = carry_over(request.user, members, year)
            return {member: own.get(member, ()) for member in members}
        if "template" in values:
            template = get_object_or_404(PledgeTemplate.objects.visible_to(request.user), pk=values["template"])
            return dict.fromkeys(members, tuple(item.draft(year.number) for item in template.items.all()))
        return dict.fromkeys(members, tuple(_drafts(values["items"])))


class PledgeConfirmMany(APIView):
    """Confirm many pledges of a unit at once; those not possible come back with their reasons."""

    @extend_schema(request=ConfirmIn, responses=BulkOut, operation_id="pledges_confirm_many")
    def post(self, request):
        values = _valid(ConfirmIn, request)
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=values["unit"])
        result = confirm_pledges(unit=unit, pledges=values["pledges"], by=request.user)
        return Response(BulkOut(asdict(result)).data)


class PledgeFiguresView(APIView):
    """Count a unit's pledges of a year and what came of them."""

    @extend_schema(
        parameters=[OpenApiParameter("unit", int, required=True), OpenApiParameter("year", int, required=True)],
        responses=FiguresOut,
    )
    def get(self, request):
        asked = request.query_params
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=_number(asked, "unit"))
        years = Year.objects.visible_to(request.user).for_unit(unit).filter(number=_number(asked, "year"))
        year = get_object_or_404(years.order_by("-unit__path")[:1])
        return Response(FiguresOut(pledge_figures(request.user, unit, year)).data)


class TemplateLens:
    """Every read of templates starts here."""

    serializer_class = TemplateOut

    def get_queryset(self):
        seen = PledgeTemplate.objects.visible_to(self.request.user).select_related("unit")
        return seen.prefetch_related("items").order_by("unit__path", "name")


class TemplateList(TemplateLens, generics.ListAPIView):
    """List the templates you may see; write one."""

    @extend_schema(request=TemplateIn, responses={201: TemplateOut})
    def post(self, request):
        values = _valid(TemplateIn, request)
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=values["unit"])
        items = _drafts(values["items"])
        template = save_template(unit=unit, name=values["name"], items=items, by=request.user)
        return Response(TemplateOut(template).data, status=status.HTTP_201_CREATED)


class TemplateDetail(TemplateLens, generics.RetrieveAPIView):
    """Read or change one template."""

    @extend_schema(request=TemplateIn, responses=TemplateOut)
    def put(self, request, pk: int):
        values = _valid(TemplateIn, request)
        template, items = self.get_object(), _drafts(values["items"])
        changed = save_template(
            unit=template.unit, template=template, name=values["name"], items=items, by=request.user
        )
        return Response(TemplateOut(changed).data)


class TemplateRetire(TemplateLens, generics.GenericAPIView):
    """Take a template out of use."""

    @extend_schema(request=None, responses=TemplateOut)
    def post(self, request, pk: int):
        return Response(TemplateOut(retire_template(template=self.get_object(), by=request.user)).data)


def _valid(serializer: type[serializers.Serializer], request) -> dict:
    """Return the checked input, or raise the serializer's ValidationError."""
    checked = serializer(data=request.data)
    checked.is_valid(raise_exception=True)
    return dict(checked.validated_data)


def _drafts(items: list[dict]) -> list[ItemDraft]:
    return [ItemDraft(**item) for item in items]


def _number(asked, name: str) -> int | None:
    text = asked.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


urlpatterns = [
    # /api/v1/pledges/
    path("pledges/", PledgeList.as_view(), name="api-pledge-list"),
    path("pledges/record/", PledgeRecord.as_view(), name="api-pledge-record"),
    path("pledges/confirm/", PledgeConfirmMany.as_view(), name="api-pledge-confirm-many"),
    path("pledges/figures/", PledgeFiguresView.as_view(), name="api-pledge-figures"),
    path("pledges/<int:pk>/", PledgeDetail.as_view(), name="api-pledge-detail"),
    path("pledges/<int:pk>/submit/", PledgeSubmit.as_view(), name="api-pledge-submit"),
    path("pledges/<int:pk>/return/", PledgeReturn.as_view(), name="api-pledge-return"),
    path("pledges/<int:pk>/confirm/", PledgeConfirm.as_view(), name="api-pledge-confirm"),
    path("pledges/<int:pk>/report/", PledgeReport.as_view(), name="api-pledge-report"),
    # /api/v1/pledge-templates/
    path("pledge-templates/", TemplateList.as_view(), name="api-pledge-template-list"),
    path("pledge-templates/<int:pk>/", TemplateDetail.as_view(), name="api-pledge-template-detail"),
    path("pledge-templates/<int:pk>/retire/", TemplateRetire.as_view(), name="api-pledge-template-retire"),
]
