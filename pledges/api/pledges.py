"""Pledges over HTTP: the same selectors and services as the pages. What is not visible does not exist: 404."""

from dataclasses import asdict

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.models import Member, Membership, Stay, Unit, Year
from emulation.text import search_text

from ..models import Pledge, PledgeTemplate, State
from ..selectors import carry_over, pledge_figures
from ..services import (
    Result,
    confirm_pledge,
    confirm_pledges,
    record_pledges,
    report_pledge,
    return_pledge,
    start_pledge,
    submit_pledge,
    write_pledge,
)
from .shapes import (
    BulkOut,
    ConfirmIn,
    FiguresOut,
    PledgeIn,
    PledgeOut,
    PledgeReasonIn,
    RecordIn,
    ReportIn,
    WordsIn,
    drafts,
    number,
    valid,
)

FILTERS = [
    OpenApiParameter("unit", int, description="The unit and everything under it."),
    OpenApiParameter("year", int, description="The year's number."),
    OpenApiParameter("state", int, enum=State.values, description="10 draft, 15 returned, 20 submitted, 30 confirmed."),
    OpenApiParameter("q", str, description="Words of the member's name, with or without diacritics."),
]


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
        if number(asked, "unit"):
            unit = get_object_or_404(Unit.objects.visible_to(self.request.user), pk=number(asked, "unit"))
            found = found.within(unit)
        if number(asked, "year"):
            found = found.filter(year__number=number(asked, "year"))
        if number(asked, "state"):
            found = found.filter(state=number(asked, "state"))
        if asked.get("q"):
            found = found.filter(member__in=Member.objects.matching(search_text(asked["q"])))
        return found

    @extend_schema(parameters=FILTERS)
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    @extend_schema(request=PledgeIn, responses={201: PledgeOut})
    def post(self, request):
        values = valid(PledgeIn, request)
        seen = Membership.objects.visible_to(request.user).filter(stay=Stay.PERMANENT).select_related("member", "unit")
        membership = get_object_or_404(seen, pk=values["membership"])
        year = get_object_or_404(Year.objects.visible_to(request.user), pk=values["year"])
        items = drafts(values["items"])
        pledge = start_pledge(membership=membership, year=year, items=items, kind=values["kind"], by=request.user)
        return Response(PledgeOut(pledge).data, status=status.HTTP_201_CREATED)


class PledgeDetail(PledgeLens, generics.RetrieveAPIView):
    """Read one pledge; replace its words while it is open."""

    serializer_class = PledgeOut

    @extend_schema(request=WordsIn, responses=PledgeOut)
    def put(self, request, pk: int):
        values = valid(WordsIn, request)
        words = {"items": drafts(values.pop("items")), **values}
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

    @extend_schema(request=PledgeReasonIn, responses=PledgeOut)
    def post(self, request, pk: int):
        values = valid(PledgeReasonIn, request)
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
        values = valid(ReportIn, request)
        results = {one["item"]: Result(one["outcome"], one["evidence"], one["reason"]) for one in values["results"]}
        version = values.get("version")
        pledge = report_pledge(pledge=self.get_object(), results=results, version=version, by=request.user)
        return Response(PledgeOut(pledge).data)


class PledgeRecord(APIView):
    """Record the pledges of many members at once."""

    @extend_schema(request=RecordIn, responses={201: BulkOut})
    def post(self, request):
        values = valid(RecordIn, request)
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
        return dict.fromkeys(members, tuple(drafts(values["items"])))


class PledgeConfirmMany(APIView):
    """Confirm many pledges of a unit at once; those not possible come back with their reasons."""

    @extend_schema(request=ConfirmIn, responses=BulkOut, operation_id="pledges_confirm_many")
    def post(self, request):
        values = valid(ConfirmIn, request)
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
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=number(asked, "unit"))
        years = Year.objects.visible_to(request.user).for_unit(unit).filter(number=number(asked, "year"))
        year = get_object_or_404(years.order_by("-unit__path")[:1])
        return Response(FiguresOut(pledge_figures(request.user, unit, year)).data)
