"""The API of pledges: routes under /api/v1/."""

from django.urls import path

from . import check_ins, pledges, rollup, templates
from . import changes, check_ins, pledges, templates
from . import boards, check_ins, pledges, templates
from . import check_ins, looking_back, pledges, templates, worksheets
from . import check_ins, initiatives, pledges, templates
from . import check_ins, pledges, postings, surveys, templates

urlpatterns = [
    # /api/v1/pledges/
    path("pledges/", pledges.PledgeList.as_view(), name="api-pledge-list"),
    path("pledges/record/", pledges.PledgeRecord.as_view(), name="api-pledge-record"),
    path("pledges/confirm/", pledges.PledgeConfirmMany.as_view(), name="api-pledge-confirm-many"),
    path("pledges/figures/", pledges.PledgeFiguresView.as_view(), name="api-pledge-figures"),
    path("pledges/progress/", check_ins.CellsChecked.as_view(), name="api-pledge-progress-cells"),
    path("pledges/themes/<int:pk>/<int:number>/", rollup.PledgeRollUp.as_view(), name="api-pledge-roll-up"),
    path("pledges/progress/", boards.CellsChecked.as_view(), name="api-pledge-progress-cells"),
    path("pledges/progress/cell/", boards.CellBoard.as_view(), name="api-pledge-progress-cell"),
    path("pledges/progress/compared/", boards.CellsCompared.as_view(), name="api-pledge-progress-compared"),
    path("pledges/distribution/", boards.PledgeDistribution.as_view(), name="api-pledge-distribution"),
    path("pledges/<int:pk>/", pledges.PledgeDetail.as_view(), name="api-pledge-detail"),
    path("pledges/<int:pk>/submit/", pledges.PledgeSubmit.as_view(), name="api-pledge-submit"),
    path("pledges/<int:pk>/return/", pledges.PledgeReturn.as_view(), name="api-pledge-return"),
    path("pledges/<int:pk>/confirm/", pledges.PledgeConfirm.as_view(), name="api-pledge-confirm"),
    path("pledges/<int:pk>/report/", pledges.PledgeReport.as_view(), name="api-pledge-report"),
    path("pledges/<int:pk>/progress/", check_ins.PledgeProgress.as_view(), name="api-pledge-progress"),
    path("pledges/progress/<int:pk>/comment/", check_ins.CheckInComment.as_view(), name="api-check-in-comment"),
    path("pledges/progress/<int:pk>/files/", check_ins.CheckInFiles.as_view(), name="api-check-in-files"),
    path("pledges/<int:pk>/changes/", changes.PledgeChanges.as_view(), name="api-pledge-changes"),
    path("pledges/changes/<int:pk>/", changes.ChangeDetail.as_view(), name="api-pledge-change"),
    path("pledges/changes/<int:pk>/submit/", changes.ChangeSubmit.as_view(), name="api-pledge-change-submit"),
    path("pledges/changes/<int:pk>/withdraw/", changes.ChangeWithdraw.as_view(), name="api-pledge-change-withdraw"),
    path("pledges/changes/<int:pk>/return/", changes.ChangeReturn.as_view(), name="api-pledge-change-return"),
    path("pledges/changes/<int:pk>/agree/", changes.ChangeAgree.as_view(), name="api-pledge-change-agree"),
    # /api/v1/pledges/: half-year, supervision, worksheet
    path("pledges/half-year/", looking_back.CellHalfYears.as_view(), name="api-half-year-cell"),
    path("pledges/<int:pk>/half-year/", looking_back.PledgeHalfYear.as_view(), name="api-half-year"),
    path("pledges/half-year/<int:pk>/comment/", looking_back.HalfYearComment.as_view(), name="api-half-year-comment"),
    path("pledges/supervision/", looking_back.SupervisionNotes.as_view(), name="api-supervision"),
    path(
        "pledges/supervision/<int:pk>/corrected/",
        looking_back.SupervisionCorrected.as_view(),
        name="api-supervision-corrected",
    ),
    path("pledges/worksheet/", worksheets.WorksheetFile.as_view(), name="api-worksheet"),
    path("pledges/worksheet/preview/", worksheets.WorksheetPreview.as_view(), name="api-worksheet-preview"),
    path("pledges/worksheet/apply/", worksheets.WorksheetApply.as_view(), name="api-worksheet-apply"),
    # /api/v1/pledge-templates/
    path("pledge-templates/", templates.TemplateList.as_view(), name="api-pledge-template-list"),
    path("pledge-templates/<int:pk>/", templates.TemplateDetail.as_view(), name="api-pledge-template-detail"),
    path("pledge-templates/<int:pk>/retire/", templates.TemplateRetire.as_view(), name="api-pledge-template-retire"),
    # /api/v1/initiatives/
    path("initiatives/", initiatives.InitiativeList.as_view(), name="api-initiative-list"),
    path("initiatives/<int:pk>/", initiatives.InitiativeDetail.as_view(), name="api-initiative-detail"),
    path("initiatives/<int:pk>/confirm/", initiatives.InitiativeConfirm.as_view(), name="api-initiative-confirm"),
    path("initiatives/<int:pk>/return/", initiatives.InitiativeReturn.as_view(), name="api-initiative-return"),
    path("initiatives/<int:pk>/start/", initiatives.InitiativeStart.as_view(), name="api-initiative-start"),
    path("initiatives/<int:pk>/end/", initiatives.InitiativeEnd.as_view(), name="api-initiative-end"),
    path("initiatives/<int:pk>/indicators/", initiatives.IndicatorNew.as_view(), name="api-indicator-new"),
    path("indicators/<int:pk>/", initiatives.IndicatorDetail.as_view(), name="api-indicator-detail"),
    path("indicators/<int:pk>/readings/", initiatives.ReadingNew.as_view(), name="api-reading-new"),
    path("readings/<int:pk>/correct/", initiatives.ReadingCorrect.as_view(), name="api-reading-correct"),
    # /api/v1/registrations/<unit>/<year>/
    path("registrations/<int:pk>/<int:year>/", initiatives.UnitYearDetail.as_view(), name="api-unit-year"),
    path("registrations/<int:pk>/<int:year>/pairs/", initiatives.Pairs.as_view(), name="api-pairs"),
    path("registrations/<int:pk>/<int:year>/drives/", initiatives.DriveNew.as_view(), name="api-drive-new"),
    path("drives/<int:pk>/", initiatives.DriveDetail.as_view(), name="api-drive-detail"),
    # /api/v1/public-boards/
    path("public-boards/", postings.BoardList.as_view(), name="api-public-board-list"),
    path("public-boards/<int:pk>/", postings.BoardDetail.as_view(), name="api-public-board"),
    path("public-boards/<int:pk>/ticked/", postings.BoardTicked.as_view(), name="api-public-board-ticked"),
    path("pledges/<int:pk>/consent/", postings.PledgeConsent.as_view(), name="api-pledge-consent"),
    path("pledges/<int:pk>/consent/withdraw/", postings.ConsentWithdraw.as_view(), name="api-pledge-consent-withdraw"),
    path("posted/<int:pk>/comments/", postings.PostingComments.as_view(), name="api-posting-comments"),
    path("posted/comments/<int:pk>/answer/", postings.CommentAnswer.as_view(), name="api-board-comment-answer"),
    path("posted/comments/<int:pk>/hide/", postings.CommentHide.as_view(), name="api-board-comment-hide"),
    # /api/v1/surveys/
    path("surveys/", surveys.SurveyList.as_view(), name="api-survey-list"),
    path("surveys/<int:pk>/", surveys.SurveyDetail.as_view(), name="api-survey"),
    path("surveys/<int:pk>/close/", surveys.SurveyClose.as_view(), name="api-survey-close"),
    path("surveys/<int:pk>/results/", surveys.SurveyResultsView.as_view(), name="api-survey-results"),
]
