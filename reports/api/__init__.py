"""The reports over the API."""

from django.urls import path

from . import annual, forms, issued

urlpatterns = [
    # /api/v1/reports/annual/
    path("reports/annual/", annual.AnnualReportView.as_view(), name="api-report-annual"),
    path("reports/annual/pdf/", annual.AnnualPdfView.as_view(), name="api-report-annual-pdf"),
    path("reports/annual/xlsx/", annual.AnnualXlsxView.as_view(), name="api-report-annual-xlsx"),
    # /api/v1/documents/
    path("documents/", issued.DocumentList.as_view(), name="api-documents"),
    path("documents/numbering/", issued.Numbering.as_view(), name="api-document-number"),
    path("documents/self-review/<int:pk>/", forms.SelfReviewPdf.as_view(), name="api-self-review"),
    path("documents/<int:pk>/", issued.DocumentDetail.as_view(), name="api-document"),
    path("documents/<int:pk>/file/", issued.DocumentFile.as_view(), name="api-document-file"),
]
