"""The reports over the API."""

from django.urls import path

from . import annual, forms, issued, jobs, kinds, layouts, lists, posters, registrations, sheets, word_templates

urlpatterns = [
    # /api/v1/reports/annual/
    path("reports/annual/", annual.AnnualReportView.as_view(), name="api-report-annual"),
    path("reports/annual/pdf/", annual.AnnualPdfView.as_view(), name="api-report-annual-pdf"),
    path("reports/annual/xlsx/", annual.AnnualXlsxView.as_view(), name="api-report-annual-xlsx"),
    # /api/v1/reports/commendations/, /api/v1/reports/progress/
    path("reports/commendations/pdf/", lists.CommendationsPdfView.as_view(), name="api-report-commendations-pdf"),
    path("reports/progress/pdf/", lists.ProgressPdfView.as_view(), name="api-report-progress-pdf"),
    # /api/v1/reports/registrations/<unit>/<year>/
    path(
        "reports/registrations/<int:pk>/<int:number>/pdf/",
        registrations.RegistrationPdfView.as_view(),
        name="api-unit-year-pdf",
    ),
    path(
        "reports/registrations/<int:pk>/<int:number>/pairs/pdf/",
        registrations.PairsPdfView.as_view(),
        name="api-pairs-pdf",
    ),
    # /api/v1/reports/sheets/
    path("reports/sheets/new/<int:pk>/<int:number>/", sheets.BlankSheet.as_view(), name="api-sheet-blank"),
    path("reports/sheets/<str:kind>/", sheets.CellSheets.as_view(), name="api-cell-sheets"),
    path("reports/sheets/<str:kind>/<int:pk>/", sheets.MemberSheet.as_view(), name="api-sheet"),
    # /api/v1/reports/posters/
    path("reports/posters/boards/<int:pk>/", posters.BoardPosterView.as_view(), name="api-board-poster"),
    path("reports/posters/pledges/<int:pk>/", posters.PledgePosterView.as_view(), name="api-pledge-poster"),
    path("reports/posters/surveys/<int:pk>/", posters.SurveyPosterView.as_view(), name="api-survey-poster"),
    # /api/v1/documents/
    path("documents/", issued.DocumentList.as_view(), name="api-documents"),
    path("documents/kinds/", kinds.DocumentKinds.as_view(), name="api-document-kinds"),
    path("documents/kinds/<slug:code>/", kinds.DocumentOfKind.as_view(), name="api-document-of-kind"),
    path("documents/next/", issued.DocumentPlan.as_view(), name="api-document-next"),
    path("documents/layout/", layouts.LayoutView.as_view(), name="api-layout"),
    # /api/v1/documents/jobs/
    path("documents/jobs/", jobs.JobList.as_view(), name="api-jobs"),
    path("documents/jobs/<int:pk>/", jobs.JobDetail.as_view(), name="api-job"),
    path("documents/jobs/<int:pk>/cancel/", jobs.JobCancel.as_view(), name="api-job-cancel"),
    path("documents/jobs/<int:pk>/retry/", jobs.JobRetry.as_view(), name="api-job-retry"),
    path("documents/jobs/<int:pk>/file/", jobs.JobFile.as_view(), name="api-job-file"),
    path("documents/word/<int:pk>/", word_templates.WordTemplates.as_view(), name="api-word-templates"),
    path("documents/word/<int:pk>/ours/", word_templates.OurWordTemplate.as_view(), name="api-word-template-ours"),
    path("documents/word/template/<int:pk>/", word_templates.WordTemplateFile.as_view(), name="api-word-template"),
    path(
        "documents/word/template/<int:pk>/withdraw/",
        word_templates.WordTemplateWithdraw.as_view(),
        name="api-word-template-withdraw",
    ),
    path("documents/numbering/", issued.Numbering.as_view(), name="api-document-number"),
    path("documents/self-review/<int:pk>/", forms.SelfReviewPdf.as_view(), name="api-self-review"),
    path("documents/<int:pk>/", issued.DocumentDetail.as_view(), name="api-document"),
    path("documents/<int:pk>/file/", issued.DocumentFile.as_view(), name="api-document-file"),
]
