"""All addresses, by app. Swedish paths, English names."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("konto/", include("secretariat.registry.account_urls")),
    path("admin/", admin.site.urls),
    path("", include("secretariat.home.urls")),
    path("bevakningar/", include("secretariat.registry.follow_urls")),
    path("register/", include("secretariat.registry.urls")),
    path("fragor/", include("secretariat.inquiries.urls")),
    path("arshjul/", include("secretariat.yearwheel.urls")),
    path("overenskommelser/", include("agreements.urls")),
    path("medel/", include("funding.urls")),
    path("undersokningar/", include("surveys.urls")),
    path("", include("meetings.urls")),
]

handler400 = "secretariat.home.views.bad_request"
handler403 = "secretariat.home.views.forbidden"
handler404 = "secretariat.home.views.not_found"
handler500 = "secretariat.home.views.server_error"
