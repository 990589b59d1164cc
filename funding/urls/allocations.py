"""Keys and allocations."""

from django.urls import path

from funding.views import keys

urlpatterns = [
    path("nyckeltal/", keys.key_list, name="key-list"),
    path("nyckeltal/las-in/", keys.key_import, name="key-import"),
    path("nyckeltal/medfoljande/", keys.key_ship, name="key-ship"),
    path("nyckeltal/<int:pk>/", keys.key_detail, name="key-detail"),
    path("nyckeltal/<int:pk>/fil.<str:kind>", keys.key_export, name="key-export"),
]
