"""Routes of the organisation."""

from django.urls import path

from .views import (
    account,
    accounts,
    attachments,
    members,
    personal,
    record,
    register,
    retention,
    roster,
    slips,
    units,
    years,
)

app_name = "emulation"

urlpatterns = [
    # /units/
    path("units/", units.unit_list, name="unit-list"),
    path("units/<int:pk>/", units.unit_detail, name="unit-detail"),
    path("units/<int:pk>/subject-types/", units.subject_types, name="subject-types"),
    path("units/<int:pk>/new/", units.unit_new, name="unit-new"),
    path("units/<int:pk>/edit/", units.unit_edit, name="unit-edit"),
    path("units/<int:pk>/close/", units.unit_close, name="unit-close"),
    path("units/<int:pk>/journal/", record.journal, name="journal"),
    path("units/<int:pk>/journal/verify/", record.journal_verify, name="journal-verify"),
    path("units/<int:pk>/accounts/new/", accounts.account_new, name="account-new"),
    path("units/<int:pk>/accounts/many/", slips.accounts_many, name="accounts-many"),
    path("units/<int:pk>/accounts/many/create/", slips.accounts_create, name="accounts-create"),
    path("units/<int:pk>/accounts/many/renew/", slips.accounts_renew, name="accounts-renew"),
    path("units/<int:pk>/accounts/<int:account_pk>/", accounts.account_detail, name="account-detail"),
    path("units/<int:pk>/accounts/<int:account_pk>/reset/", accounts.account_reset, name="account-reset"),
    path("units/<int:pk>/accounts/<int:account_pk>/active/", accounts.account_active, name="account-active"),
    path("units/<int:pk>/accounts/<int:account_pk>/sessions/end/", accounts.sessions_end, name="account-sessions"),
    path("units/<int:pk>/accounts/<int:account_pk>/factors/clear/", accounts.factors_clear, name="account-factors"),
    path("units/<int:pk>/accounts/<int:account_pk>/office/", accounts.office_link, name="account-office"),
    path("units/<int:pk>/roles/new/", accounts.role_new, name="role-new"),
    path("roles/<int:pk>/end/", accounts.role_end, name="role-end"),
    # /units/<pk>/roster/
    path("units/<int:pk>/roster/", roster.upload, name="roster-upload"),
    path("units/<int:pk>/roster/preview/", roster.preview, name="roster-preview"),
    path("units/<int:pk>/roster/load/", roster.load, name="roster-load"),
    path("units/<int:pk>/roster/rejected/", roster.rejected, name="roster-rejected"),
    path("roster/template/", roster.template, name="roster-template"),
    # /members/ – addressed by the membership
    path("members/<int:pk>/", members.member_detail, name="member-detail"),
    path("members/<int:pk>/edit/", members.member_edit, name="member-edit"),
    path("members/<int:pk>/circumstances/new/", members.circumstance_new, name="circumstance-new"),
    path("members/<int:pk>/end/", members.membership_end, name="membership-end"),
    path("members/<int:pk>/requests/new/", personal.request_new, name="request-new"),
    # /requests/ – what members ask about their data
    path("requests/", personal.request_list, name="request-list"),
    path("requests/<int:pk>/", personal.request_detail, name="request"),
    path("requests/<int:pk>/take/", personal.request_take, name="request-take"),
    path("requests/<int:pk>/extend/", personal.request_extend, name="request-extend"),
    path("requests/<int:pk>/finish/", personal.request_finish, name="request-finish"),
    path("requests/<int:pk>/refuse/", personal.request_refuse, name="request-refuse"),
    # /register/ – what is kept about whom, and what for
    path("register/", register.register, name="register"),
    path("register/acknowledge/", register.register_acknowledge, name="register-acknowledge"),
    path("units/<int:pk>/register-note/", register.register_note, name="register-note"),
    # /attachments/ – files of rows of every room
    path("attachments/<int:pk>/", attachments.attachment, name="attachment"),
    path("attachments/<int:pk>/withdraw/", attachments.attachment_withdraw, name="attachment-withdraw"),
    # /units/…/retention/ – how long documents are kept
    path("units/<int:pk>/retention/", retention.retention, name="retention"),
    path("units/<int:pk>/retention/set/", retention.retention_set, name="retention-set"),
    # /years/
    path("years/", years.year_list, name="year-list"),
    path("units/<int:pk>/years/new/", years.year_new, name="year-new"),
    path("years/<int:pk>/", years.year_detail, name="year-detail"),
    path("years/<int:pk>/progress/", years.check_ins, name="year-check-ins"),
    path("years/<int:pk>/themes/<int:unit_pk>/", years.theme_edit, name="theme-edit"),
    path("years/<int:pk>/bases/new/", years.basis_new, name="basis-new"),
    # /me/
    path("me/", account.account, name="account"),
    path("me/record/", record.own_record, name="own-record"),
    path("me/data/", personal.own_data, name="own-data"),
    path("me/data/export/", personal.own_data_export, name="own-data-export"),
    path("me/sessions/end/", account.session_end, name="session-end"),
    path("me/sessions/end-others/", account.sessions_end_others, name="sessions-end-others"),
    path("me/keys/new/", account.key_new, name="key-new"),
    path("me/keys/end/", account.key_revoke, name="key-revoke"),
    path("styleguide/", account.styleguide, name="styleguide"),
]
