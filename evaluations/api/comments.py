"""Written comments of other bodies and suggested issues over HTTP: the same selectors and services as the pages.

What is about a cell goes by the number of the cell's review in the campaign.
"""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.api.attachments import AttachmentOut
from emulation.api.common import valid
from emulation.models import Unit

from ..forms.comments import MOST
from ..models import Assessment, CellReview, CommentDuty, CommentKind, SuggestedIssue, WrittenComment
from ..selectors.comments import comment_board, comments_for, duty_board, issues_for, records_for_comments
from ..selectors.reviews import committee_campaigns, reviews_in_full
from ..services.comments import OTHER_CELL, record_comment, require_comments, waive_comment, withdraw_comment
from ..services.issues import explain_issue, suggest_issue, withdraw_issue


class CommentOut(serializers.ModelSerializer):
    """A comment, or that it is done without (`is_waiver`)."""

    recorded_by = serializers.CharField(help_text="Name of the account.")

    class Meta:
        model = WrittenComment
        fields = [
            "id", "kind", "is_waiver", "author", "signed_on", "text", "recorded_by", "recorded_at", "withdrawn_at",
            "withdraw_reason",
        ]  # fmt: skip


class CommentLineOut(serializers.Serializer):
    """A comment with its scans."""

    comment = CommentOut()
    files = AttachmentOut(many=True)


class CommentBoardOut(serializers.Serializer):
    """What has been written, and which obligatory comments are missing."""

    comments = CommentLineOut(source="lines", many=True)
    missing = serializers.ListField(child=serializers.CharField())


class WrittenCommentIn(serializers.Serializer):
    """A comment to write down; as multipart/form-data it may bring the scan of the sheet."""

    kind = serializers.ChoiceField(CommentKind.choices)
    author = serializers.CharField(max_length=200)
    signed_on = serializers.DateField()
    text = serializers.CharField(max_length=MOST)
    file = serializers.FileField(required=False)


class WaiverIn(serializers.Serializer):
    """Which comment is done without, and why."""

    kind = serializers.ChoiceField(CommentKind.choices)
    reason = serializers.CharField(max_length=2_000)

    class Meta:
        ref_name = "CommentWaiver"


class WithdrawalIn(serializers.Serializer):
    """Why it is withdrawn."""

    reason = serializers.CharField(max_length=300)


class IssueOut(serializers.ModelSerializer):
    """An issue with its explanation."""

    suggested_by = serializers.CharField(help_text="Name of the account.")
    explained_by = serializers.CharField(allow_null=True, help_text="Name of the account.")

    class Meta:
        model = SuggestedIssue
        fields = [
            "id", "text", "document", "suggested_by", "suggested_at", "explanation", "explained_by", "explained_at",
            "version", "withdrawn_at", "withdraw_reason",
        ]  # fmt: skip


class IssueIn(serializers.Serializer):
    """An issue to be explained."""

    text = serializers.CharField(max_length=MOST)
    document = serializers.CharField(max_length=160, required=False, allow_blank=True, default="")


class ExplainIn(serializers.Serializer):
    """The explanation of an issue."""

    text = serializers.CharField(max_length=MOST)
    version = serializers.IntegerField(required=False)

    class Meta:
        ref_name = "IssueExplanation"


class DutyOut(serializers.ModelSerializer):
    """That a comment must be there, or need not, in a unit."""

    recorded_by = serializers.CharField(help_text="Name of the account.")

    class Meta:
        model = CommentDuty
        fields = ["unit", "kind", "is_due", "reason", "recorded_by", "recorded_at"]


class DutyIn(serializers.Serializer):
    """The committee's own number in `unit` sets it for all its cells."""

    unit = serializers.IntegerField()
    kind = serializers.ChoiceField(CommentKind.choices)
    is_due = serializers.BooleanField()
    reason = serializers.CharField(max_length=300)


class AboutMember(APIView):
    """A member's record."""

    def about(self, request: Request, pk: int) -> Assessment | CellReview:
        return get_object_or_404(records_for_comments(request.user), pk=pk)


class AboutCell(APIView):
    """A cell's review."""

    def about(self, request: Request, pk: int) -> Assessment | CellReview:
        return get_object_or_404(reviews_in_full(request.user), pk=pk)


class CommentList(AboutMember):
    """List what others have written about a member; write down another comment."""

    parser_classes = [JSONParser, MultiPartParser, FormParser]

    @extend_schema(responses=CommentBoardOut)
    def get(self, request, pk: int):
        return Response(CommentBoardOut(comment_board(request.user, self.about(request, pk))).data)

    @extend_schema(request=WrittenCommentIn, responses={201: CommentOut})
    def post(self, request, pk: int):
        comment = record_comment(about=self.about(request, pk), by=request.user, **valid(WrittenCommentIn, request))
        return Response(CommentOut(comment).data, status=status.HTTP_201_CREATED)


class CommentWaive(AboutMember):
    """Do without a comment, by your name and with a reason."""

    @extend_schema(request=WaiverIn, responses={201: CommentOut})
    def post(self, request, pk: int):
        waiver = waive_comment(about=self.about(request, pk), by=request.user, **valid(WaiverIn, request))
        return Response(CommentOut(waiver).data, status=status.HTTP_201_CREATED)


class IssueList(AboutMember):
    """List the issues suggested; suggest another."""

    @extend_schema(responses=IssueOut(many=True))
    def get(self, request, pk: int):
        return Response(IssueOut(issues_for(request.user).of(self.about(request, pk)), many=True).data)

    @extend_schema(request=IssueIn, responses={201: IssueOut})
    def post(self, request, pk: int):
        issue = suggest_issue(about=self.about(request, pk), by=request.user, **valid(IssueIn, request))
        return Response(IssueOut(issue).data, status=status.HTTP_201_CREATED)


class CellCommentList(AboutCell, CommentList):
    """List what others have written about a cell; write down another comment."""


class CellCommentWaive(AboutCell, CommentWaive):
    """Do without a comment on a cell, by your name and with a reason."""


class CellIssueList(AboutCell, IssueList):
    """List the issues suggested to a cell; suggest another."""


class CommentWithdraw(APIView):
    """Withdraw a comment entered by mistake."""

    @extend_schema(request=WithdrawalIn, responses=CommentOut)
    def post(self, request, pk: int):
        comment = get_object_or_404(comments_for(request.user), pk=pk)
        gone = withdraw_comment(comment=comment, by=request.user, **valid(WithdrawalIn, request))
        return Response(CommentOut(gone).data)


class IssueExplain(APIView):
    """Explain an issue; 409 when somebody else has explained it meanwhile."""

    @extend_schema(request=ExplainIn, responses=IssueOut)
    def post(self, request, pk: int):
        issue = get_object_or_404(issues_for(request.user), pk=pk)
        told = explain_issue(issue=issue, by=request.user, **valid(ExplainIn, request))
        return Response(IssueOut(told).data)


class IssueWithdraw(APIView):
    """Take an issue back."""

    @extend_schema(request=WithdrawalIn, responses=IssueOut)
    def post(self, request, pk: int):
        issue = get_object_or_404(issues_for(request.user), pk=pk)
        return Response(IssueOut(withdraw_issue(issue=issue, by=request.user, **valid(WithdrawalIn, request))).data)


class DutyList(APIView):
    """List which comments must be there in a campaign; set another."""

    @extend_schema(responses=DutyOut(many=True))
    def get(self, request, pk: int):
        campaign = get_object_or_404(committee_campaigns(request.user), pk=pk)
        return Response(DutyOut(duty_board(campaign).duties, many=True).data)

    @extend_schema(request=DutyIn, responses={201: DutyOut})
    def post(self, request, pk: int):
        campaign = get_object_or_404(committee_campaigns(request.user), pk=pk)
        values = valid(DutyIn, request)
        unit = Unit.objects.filter(pk=values.pop("unit")).first()
        if unit is None:
            raise serializers.ValidationError({"unit": [str(OTHER_CELL)]})
        duty = require_comments(campaign=campaign, unit=unit, by=request.user, **values)
        return Response(DutyOut(duty).data, status=status.HTTP_201_CREATED)


urlpatterns = [
    path("assessments/<int:pk>/comments/", CommentList.as_view(), name="api-comments"),
    path("assessments/<int:pk>/comments/waive/", CommentWaive.as_view(), name="api-comment-waive"),
    path("assessments/<int:pk>/issues/", IssueList.as_view(), name="api-issues"),
    path("cell-ratings/<int:pk>/comments/", CellCommentList.as_view(), name="api-cell-comments"),
    path("cell-ratings/<int:pk>/comments/waive/", CellCommentWaive.as_view(), name="api-cell-comment-waive"),
    path("cell-ratings/<int:pk>/issues/", CellIssueList.as_view(), name="api-cell-issues"),
    path("comments/<int:pk>/withdraw/", CommentWithdraw.as_view(), name="api-comment-withdraw"),
    path("issues/<int:pk>/explain/", IssueExplain.as_view(), name="api-issue-explain"),
    path("issues/<int:pk>/withdraw/", IssueWithdraw.as_view(), name="api-issue-withdraw"),
    path("campaigns/<int:pk>/comment-duties/", DutyList.as_view(), name="api-comment-duties"),
]
