"""Changes of confirmed pledges over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.response import Response

from ..selectors import changes_for
from ..services import agree_change, open_change, return_change, submit_change, withdraw_change, write_change
from .pledges import PledgeLens
from .shapes import PledgeChangeIn, PledgeChangeReasonIn, PledgeReasonIn, PledgeVersionOut, texts_of, valid


class PledgeChanges(PledgeLens, generics.GenericAPIView):
    """List the versions of a pledge, the newest first; ask to change it."""

    pagination_class = None

    @extend_schema(responses=PledgeVersionOut(many=True), operation_id="pledge_versions_list")
    def get(self, request, pk: int):
        found = changes_for(request.user).filter(pledge=self.get_object()).order_by("-number")
        return Response(PledgeVersionOut(found, many=True).data)

    @extend_schema(request=PledgeChangeReasonIn, responses={201: PledgeVersionOut})
    def post(self, request, pk: int):
        change = open_change(pledge=self.get_object(), by=request.user, **valid(PledgeChangeReasonIn, request))
        return Response(PledgeVersionOut(change).data, status=status.HTTP_201_CREATED)


class ChangeLens:
    """Every read of changes starts here."""

    serializer_class = PledgeVersionOut

    def get_queryset(self):
        return changes_for(self.request.user)


class ChangeDetail(ChangeLens, generics.RetrieveAPIView):
    """Read one version; replace the words of a change while it is open."""

    @extend_schema(request=PledgeChangeIn, responses=PledgeVersionOut)
    def put(self, request, pk: int):
        values = valid(PledgeChangeIn, request)
        items = texts_of(values.pop("items"))
        change = write_change(change=self.get_object(), items=items, by=request.user, **values)
        return Response(PledgeVersionOut(change).data)


class ChangeSubmit(ChangeLens, generics.GenericAPIView):
    """Submit a change."""

    @extend_schema(request=None, responses=PledgeVersionOut)
    def post(self, request, pk: int):
        return Response(PledgeVersionOut(submit_change(change=self.get_object(), by=request.user)).data)


class ChangeWithdraw(ChangeLens, generics.GenericAPIView):
    """Give a change up."""

    @extend_schema(request=None, responses=PledgeVersionOut)
    def post(self, request, pk: int):
        return Response(PledgeVersionOut(withdraw_change(change=self.get_object(), by=request.user)).data)


class ChangeReturn(ChangeLens, generics.GenericAPIView):
    """Return a change with a reason."""

    @extend_schema(request=PledgeReasonIn, responses=PledgeVersionOut)
    def post(self, request, pk: int):
        values = valid(PledgeReasonIn, request)
        return Response(PledgeVersionOut(return_change(change=self.get_object(), by=request.user, **values)).data)


class ChangeAgree(ChangeLens, generics.GenericAPIView):
    """Agree to a change, which puts its text in force."""

    @extend_schema(request=None, responses=PledgeVersionOut)
    def post(self, request, pk: int):
        return Response(PledgeVersionOut(agree_change(change=self.get_object(), by=request.user)).data)
