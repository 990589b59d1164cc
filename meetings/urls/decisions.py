"""Addresses of what follows from meetings: decisions, matters, actions, what the parties say."""

from django.urls import path

from meetings.views import (
    action_returns,
    actions,
    confirmation_parties,
    confirmations,
    contributions,
    decision_exports,
    decisions,
    handons,
    interest_parties,
    interests,
    matter_links,
    matter_stops,
    matters,
    themes,
)

confirmation_paths = [
    path("parternas-beslut/<str:key>/", confirmation_parties.confirmation_answer, name="confirmation-answer"),
    path("beslut/parterna/", confirmations.confirmation_list, name="confirmation-list"),
    path("beslut/parterna/<int:pk>/", confirmation_parties.confirmation_party, name="confirmation-party"),
    path(
        "beslut/parterna/<int:pk>/handlaggare/",
        confirmation_parties.confirmation_handler,
        name="confirmation-handler",
    ),
    path(
        "beslut/parterna/<int:pk>/avvikelse/",
        confirmation_parties.confirmation_handle,
        name="confirmation-handle",
    ),
    path(
        "beslut/parterna/<int:pk>/svarar-inte/",
        confirmation_parties.confirmation_excuse,
        name="confirmation-excuse",
    ),
    path(
        "beslut/parterna/<int:pk>/paminn/",
        confirmation_parties.confirmation_party_remind,
        name="confirmation-party-remind",
    ),
    path(
        "beslut/parterna/<int:pk>/ta-bort/",
        confirmation_parties.confirmation_remove,
        name="confirmation-remove",
    ),
    path("beslut/parterna/<int:pk>/eget/", confirmation_parties.confirmation_own, name="confirmation-own"),
    path("beslut/<str:slug>/parterna/", confirmations.confirmation_detail, name="confirmation-detail"),
    path("beslut/<str:slug>/parterna/be/", confirmations.confirmation_ask, name="confirmation-ask"),
    path("beslut/<str:slug>/parterna/skicka/", confirmations.confirmation_send, name="confirmation-send"),
    path("beslut/<str:slug>/parterna/paminn/", confirmations.confirmation_remind, name="confirmation-remind"),
    path("beslut/<str:slug>/parterna/avsluta/", confirmations.confirmation_close, name="confirmation-close"),
    path(
        "beslut/<str:slug>/parterna/aterkalla/",
        confirmations.confirmation_withdraw,
        name="confirmation-withdraw",
    ),
    path("beslut/<str:slug>/parterna/lagg-till/", confirmations.confirmation_add, name="confirmation-add"),
    path("beslut/<str:slug>/parterna/andra/", confirmations.confirmation_change, name="confirmation-change"),
    path(
        "beslut/<str:slug>/parterna/hamta/<str:kind>/",
        confirmations.confirmation_export,
        name="confirmation-export",
    ),
    path(
        "beslut/<str:slug>/parterna/parternas-beslut.pdf",
        confirmations.confirmation_pdf,
        name="confirmation-pdf",
    ),
]

interest_paths = [
    path("vill-ni-vara-med/<str:key>/", interest_parties.interest_answer, name="interest-answer"),
    path("moten/punkter/<int:pk>/intresse/", interests.interest_ask_item, name="interest-ask-item"),
    path("arenden/<str:slug>/intresse/", interests.interest_ask_matter, name="interest-ask-matter"),
    path("intresse/", interests.interest_list, name="interest-list"),
    path("intresse/<int:pk>/", interests.interest_detail, name="interest-detail"),
    path("intresse/<int:pk>/skicka/", interests.interest_send, name="interest-send"),
    path("intresse/<int:pk>/paminn/", interests.interest_remind, name="interest-remind"),
    path("intresse/<int:pk>/avsluta/", interests.interest_close, name="interest-close"),
    path("intresse/<int:pk>/aterkalla/", interests.interest_withdraw, name="interest-withdraw"),
    path("intresse/<int:pk>/lagg-till/", interests.interest_add, name="interest-add"),
    path("intresse/<int:pk>/andra/", interests.interest_change, name="interest-change"),
    path("intresse/<int:pk>/hamta/<str:kind>/", interests.interest_export, name="interest-export"),
    path("intresse/parter/<int:pk>/", interest_parties.interest_party, name="interest-party"),
    path("intresse/parter/<int:pk>/eget/", interest_parties.interest_own, name="interest-own"),
    path("intresse/parter/<int:pk>/handlaggare/", interest_parties.interest_handler, name="interest-handler"),
    path(
        "intresse/parter/<int:pk>/paminn/",
        interest_parties.interest_party_remind,
        name="interest-party-remind",
    ),
    path("intresse/parter/<int:pk>/svarar-inte/", interest_parties.interest_excuse, name="interest-excuse"),
    path("intresse/parter/<int:pk>/ta-bort/", interest_parties.interest_remove, name="interest-remove"),
]

decision_paths = [
    path("beslut/", decisions.decision_list, name="decision-list"),
    path("beslut/hamta/<str:kind>/", decision_exports.decision_export, name="decision-export"),
    path("beslut/hamtad/<int:pk>/", decision_exports.decision_export_detail, name="decision-export-detail"),
    path("beslut/hamtad/<int:pk>/fil/", decision_exports.decision_export_file, name="decision-export-file"),
    path("beslut/<uuid:pk>/kopplingar/", decisions.decision_edit, name="decision-edit"),
    path("beslut/<str:slug>/", decisions.decision_detail, name="decision-detail"),
]

matter_paths = [
    path("arenden/", matters.matter_list, name="matter-list"),
    path("arenden/nytt/", matters.matter_create, name="matter-create"),
    path("arenden/hamta/<str:kind>/", matters.matter_export, name="matter-export"),
    path("arenden/steg/<int:pk>/", matter_stops.stop_edit, name="matter-stop"),
    path("arenden/<str:slug>/", matters.matter_detail, name="matter-detail"),
    path("arenden/<str:slug>/andra/", matters.matter_edit, name="matter-edit"),
    path("arenden/<str:slug>/avsluta/", matters.matter_close, name="matter-close"),
    path("arenden/<str:slug>/oppna/", matters.matter_reopen, name="matter-reopen"),
    path("arenden/<str:slug>/for-ihop/", matters.matter_merge, name="matter-merge"),
    path("arenden/<str:slug>/steg/", matter_stops.stop_create, name="matter-stop-create"),
    path("arenden/<str:slug>/koppla/", matter_links.matter_attach, name="matter-attach"),
    path("arenden/<str:slug>/dokument/", matter_links.matter_file, name="matter-file"),
    path("moten/punkter/<int:pk>/arende/", matter_links.item_matter, name="item-matter"),
    path("uppdrag/<uuid:pk>/arende/", matter_links.action_matter, name="action-matter"),
]

theme_paths = [
    path("teman/", themes.theme_list, name="theme-list"),
    path("teman/nytt/", themes.theme_edit, name="theme-create"),
    path("teman/<slug:slug>/", themes.theme_detail, name="theme-detail"),
    path("teman/<slug:slug>/andra/", themes.theme_edit, name="theme-edit"),
    path("teman/<slug:slug>/ta-bort/", themes.theme_remove, name="theme-remove"),
]

action_paths = [
    path("uppdrag/", actions.action_list, name="action-list"),
    path("uppdrag/hamta/<str:kind>/", actions.action_export, name="action-export"),
    path("uppdrag/<uuid:pk>/", actions.action_detail, name="action-detail"),
    path("uppdrag/<uuid:pk>/aterkommer/", action_returns.action_return, name="action-return"),
    path("uppdrag/<uuid:pk>/folj-upp/", actions.action_settle, name="action-settle"),
]

handon_paths = [
    path("medskick/", handons.handon_list, name="handon-list"),
    path("medskick/hamta/<str:kind>/", handons.handon_export, name="handon-export"),
    path("medskick/<uuid:pk>/", handons.handon_detail, name="handon-detail"),
    path("medskick/<uuid:pk>/<int:body>/", handons.handon_answer, name="handon-answer"),
    path("medskick/<uuid:pk>/<int:body>/behovs/", handons.handon_ask_again, name="handon-ask-again"),
]

contribution_paths = [
    path("moten/<int:pk>/inlagg/", contributions.contribution_own, name="contribution-own"),
    path("inlagg/<str:key>/", contributions.contribution_link, name="contribution-link"),
    path("moten/punkter/<int:pk>/inlagg/", contributions.item_contributions, name="item-contributions"),
    path("parter/<int:pk>/laget-runt/", contributions.contribution_history, name="contribution-history"),
]
