"""Taking results in, and when they are released."""

from django.urls import path

from surveys.views import datasets

urlpatterns = [
    path("datamangder/", datasets.dataset_list, name="dataset-list"),
    path("datamangder/mall/", datasets.dataset_template, name="dataset-template"),
    path("datamangder/<int:pk>/", datasets.dataset_detail, name="dataset-detail"),
    path("datamangder/<int:pk>/las-in/", datasets.dataset_take_in, name="dataset-take-in"),
    path("datamangder/<int:pk>/starta-om/", datasets.dataset_start_again, name="dataset-start-again"),
    path("datamangder/<int:pk>/slapp/", datasets.dataset_release, name="dataset-release"),
    path("datamangder/<int:pk>/dra-tillbaka/", datasets.dataset_withdraw, name="dataset-withdraw"),
    path("datamangder/<int:pk>/ta-bort/", datasets.dataset_delete, name="dataset-delete"),
    path("omgangar/<int:pk>/resultat/", datasets.dataset_import, name="dataset-import"),
]
