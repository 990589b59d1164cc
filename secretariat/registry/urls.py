"""Addresses of the registry, grouped by noun."""

from django.urls import path

from .views import files, log, mail, my_mail, office, organisations, persons, school_breaks, users

app_name = "registry"
urlpatterns = [
    path("personer/", persons.person_list, name="person-list"),
    path("personer/excel/", persons.person_export, name="person-export"),
    path("personer/ny/", persons.person_create, name="person-create"),
    path("personer/<int:pk>/", persons.person_detail, name="person-detail"),
    path("personer/<int:pk>/andra/", persons.person_edit, name="person-edit"),
    path("organisationer/", organisations.organisation_list, name="organisation-list"),
    path("organisationer/excel/", organisations.organisation_export, name="organisation-export"),
    path("organisationer/ny/", organisations.organisation_create, name="organisation-create"),
    path("organisationer/<int:pk>/", organisations.organisation_detail, name="organisation-detail"),
    path("organisationer/<int:pk>/andra/", organisations.organisation_edit, name="organisation-edit"),
    path("filer/<int:pk>/", files.file_download, name="file-download"),
    path("administration/", office.office, name="office"),
    path("brevhuvuden/", office.letterhead_list, name="letterhead-list"),
    path("brevhuvuden/nytt/", office.letterhead_create, name="letterhead-create"),
    path("brevhuvuden/<int:pk>/", office.letterhead_edit, name="letterhead-edit"),
    path("lansdelar/", office.district_list, name="district-list"),
    path("lov/", school_breaks.break_list, name="break-list"),
    path("lov/nytt/", school_breaks.break_create, name="break-create"),
    path("lov/<int:pk>/", school_breaks.break_edit, name="break-edit"),
    path("lov/<int:pk>/ta-bort/", school_breaks.break_remove, name="break-remove"),
    path("lov/kopiera/", school_breaks.break_copy, name="break-copy"),
    path("anvandare/", users.user_list, name="user-list"),
    path("anvandare/ny/", users.user_create, name="user-create"),
    path("anvandare/<int:pk>/", users.user_detail, name="user-detail"),
    path("anvandare/<int:pk>/behorighet/", users.user_role, name="user-role"),
    path("anvandare/<int:pk>/stang/", users.user_deactivate, name="user-deactivate"),
    path("anvandare/<int:pk>/oppna/", users.user_activate, name="user-activate"),
    path("utskick/", mail.mail_list, name="mail-list"),
    path("utskick/<int:pk>/", mail.mail_detail, name="mail-detail"),
    path("utskick/<int:pk>/igen/", mail.mail_retry, name="mail-retry"),
    path("utskick/igen/", mail.mail_retry_all, name="mail-retry-all"),
    path("utskick/<int:pk>/adress/", mail.mail_correct, name="mail-correct"),
    path("utskick/<int:pk>/gick-fram/", mail.mail_confirm, name="mail-confirm"),
    path("utskick/<int:pk>/kom-tillbaka/", mail.mail_bounce, name="mail-bounce"),
    path("utskick/excel/", mail.mail_export, {"form": "excel"}, name="mail-export"),
    path("utskick/csv/", mail.mail_export, {"form": "csv"}, name="mail-export-csv"),
    path("mina-utskick/", my_mail.choices, name="mail-choices"),
    path("mina-utskick/<int:pk>/", my_mail.mine, name="mail-mine"),
    path("logg/", log.log_list, name="log-list"),
]
