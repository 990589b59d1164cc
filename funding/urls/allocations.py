"""Keys and allocations."""

from django.urls import path

from funding.views import allocation_decisions, allocations, keys

urlpatterns = [
    path("nyckeltal/", keys.key_list, name="key-list"),
    path("nyckeltal/las-in/", keys.key_import, name="key-import"),
    path("nyckeltal/medfoljande/", keys.key_ship, name="key-ship"),
    path("nyckeltal/<int:pk>/", keys.key_detail, name="key-detail"),
    path("nyckeltal/<int:pk>/fil.<str:kind>", keys.key_export, name="key-export"),
    path("potter/<int:pk>/ny-fordelning/", allocations.allocation_create, name="allocation-create"),
    path("potter/<int:pk>/jamfor/", allocations.allocation_compare, name="allocation-compare"),
    path(
        "potter/<int:pk>/jamfor/fil.<str:kind>", allocations.compare_export, name="allocation-compare-export"
    ),
    path("fordelningar/<int:pk>/", allocations.allocation_detail, name="allocation-detail"),
    path("fordelningar/<int:pk>/andra/", allocations.allocation_edit, name="allocation-edit"),
    path("fordelningar/<int:pk>/pdf/", allocations.allocation_pdf, name="allocation-pdf"),
    path("fordelningar/<int:pk>/fil.<str:kind>", allocations.allocation_export, name="allocation-export"),
    path(
        "fordelningar/<int:pk>/foresla/", allocation_decisions.allocation_propose, name="allocation-propose"
    ),
    path("fordelningar/<int:pk>/bokfor/", allocation_decisions.allocation_book, name="allocation-book"),
    path(
        "fordelningar/<int:pk>/steg/<str:step>/", allocation_decisions.allocation_step, name="allocation-step"
    ),
    path("fordelningar/punkt/<int:pk>/", allocation_decisions.item_allocations, name="item-allocations"),
    path(
        "fordelningar/beslut/<uuid:pk>/",
        allocation_decisions.decision_allocations,
        name="decision-allocations",
    ),
]
