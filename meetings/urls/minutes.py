"""Addresses of minutes: written, approved, printed, opened to everybody."""

from django.urls import path

from meetings.views import (
    approval,
    board,
    corrections,
    distribution,
    drafting,
    evidence,
    exchange,
    immediate,
    imports,
    masks,
    printing,
    public,
    public_feeds,
    public_superseded,
    publishing,
    replies,
    reports,
    sharing,
    unlocking,
    verifying,
)

import_paths = [
    path("moten/inlasning/", imports.import_list, name="import-list"),
    path("moten/inlasning/<int:pk>/", imports.import_detail, name="import-detail"),
    path("moten/inlasning/<int:pk>/igen/", imports.import_again, name="import-again"),
    path("moten/inlasning/<int:pk>/kasta/", imports.import_throw_away, name="import-throw-away"),
]

drafting_paths = [
    path("moten/<int:pk>/anteckna/", drafting.minutes_draft, name="minutes-draft"),
    path("moten/<int:pk>/anteckna/dagordning/", drafting.draft_agenda, name="draft-agenda"),
    path("moten/<int:pk>/anteckna/sidan/", drafting.draft_side, name="draft-side"),
    path("moten/<int:pk>/anteckna/kvar/", drafting.draft_gaps, name="draft-gaps"),
    path("moten/<int:pk>/nytt/", drafting.minutes_news, name="minutes-news"),
    path("moten/<int:pk>/salen/", drafting.minutes_hall, name="minutes-hall"),
    path("moten/punkter/<int:pk>/text/", drafting.item_save, name="item-save"),
    path("moten/punkter/<int:pk>/enkelt/", drafting.item_plain, name="item-plain"),
    path("moten/punkter/<int:pk>/rapport/", reports.item_report, name="item-report"),
    path("moten/punkter/<int:pk>/lage/", drafting.item_progress, name="item-progress"),
    path("moten/punkter/<int:pk>/versioner/", drafting.item_revisions, name="item-revisions"),
    path("moten/versioner/<int:pk>/aterstall/", drafting.revision_restore, name="revision-restore"),
    path("moten/krockar/<uuid:pk>/", drafting.conflict_settle, name="conflict-settle"),
]

approval_paths = [
    path("moten/<int:pk>/skicka/", approval.minutes_send, name="minutes-send"),
    path("moten/<int:pk>/justerare/", approval.approver_add, name="approver-add"),
    path("moten/<int:pk>/justerare/<int:person>/stryk/", approval.approver_remove, name="approver-remove"),
    path("moten/<int:pk>/justering/", approval.minutes_approval, name="minutes-approval"),
    path("moten/<int:pk>/justering/aterta/", approval.minutes_take_back, name="minutes-take-back"),
    path(
        "moten/<int:pk>/justering/<int:approver>/kalla-in/",
        approval.approver_replace,
        name="approver-replace",
    ),
    path("moten/<int:pk>/justering/<int:approver>/utan/", approval.approver_release, name="approver-release"),
    path("moten/<int:pk>/onskemal/<int:wish>/", approval.request_answer, name="request-answer"),
    path("moten/<int:pk>/justera/", replies.minutes_approve, name="minutes-approve"),
    path("moten/<int:pk>/justera/begar-andring/", replies.minutes_change, name="minutes-change"),
    path("moten/<int:pk>/justera/avsta/", replies.minutes_abstain, name="minutes-abstain"),
    path("moten/<int:pk>/justera/kvitto/", replies.minutes_receipt, name="minutes-receipt"),
    path("moten/<int:pk>/justeringsintyg/", evidence.minutes_evidence, name="minutes-evidence"),
    path("moten/<int:pk>/justeringsintyg.pdf", evidence.evidence_pdf, name="evidence-pdf"),
    path("moten/<int:pk>/ratta/", corrections.minutes_correct, name="minutes-correct"),
    path(
        "moten/<int:pk>/rattelser/<int:correction>/",
        corrections.minutes_correction,
        name="minutes-correction",
    ),
    path("moten/<int:pk>/anslag/", board.minutes_board, name="minutes-board"),
    path("moten/anslag/<int:pk>/ta-ned/", board.board_take_down, name="board-take-down"),
    path("moten/anslag/<int:pk>/bevis-om-anslag.pdf", board.board_certificate, name="board-certificate"),
    path("moten/punkter/<int:pk>/omedelbart/", immediate.item_immediate, name="item-immediate"),
    path("moten/omedelbart/<int:pk>/", immediate.immediate_detail, name="immediate-detail"),
    path("moten/omedelbart/<int:pk>/justera/", immediate.immediate_approve, name="immediate-approve"),
    path("moten/omedelbart/<int:pk>/notera/", immediate.immediate_note, name="immediate-note"),
    path("moten/omedelbart/<int:pk>/ta-tillbaka/", immediate.immediate_withdraw, name="immediate-withdraw"),
    path("moten/omedelbart/<int:pk>/omedelbar-justering.pdf", immediate.immediate_pdf, name="immediate-pdf"),
    path("moten/<int:pk>/las-upp/", unlocking.minutes_unlock, name="minutes-unlock"),
    path("moten/upplasning/<int:pk>/medge/", unlocking.unlocking_consent, name="unlocking-consent"),
    path("moten/upplasning/<int:pk>/neka/", unlocking.unlocking_refuse, name="unlocking-refuse"),
    path("moten/upplasning/<int:pk>/ta-tillbaka/", unlocking.unlocking_withdraw, name="unlocking-withdraw"),
    path("moten/<int:pk>/version/<int:number>/anteckningar.pdf", unlocking.version_pdf, name="version-pdf"),
    path("moten/<int:pk>/dela-utkast/", sharing.minutes_share, name="minutes-share"),
    path("moten/<int:pk>/sammanfattning/", distribution.minutes_summary, name="minutes-summary"),
    path("moten/<int:pk>/skicka-ut/", distribution.minutes_distribute, name="minutes-distribute"),
    path("moten/<int:pk>/version/<int:number>/", distribution.version_detail, name="version-detail"),
    path("beslut/<uuid:pk>/expediering/", distribution.decision_dispatches, name="decision-dispatches"),
    path("beslut/expediering/<int:pk>/", distribution.dispatch_tick, name="dispatch-tick"),
]

printing_paths = [
    path("moten/<int:pk>/anteckningar.pdf", printing.minutes_pdf, name="minutes-pdf"),
    path("moten/<int:pk>/anteckningar-ursprungliga.pdf", printing.minutes_original, name="minutes-original"),
    path("moten/<int:pk>/beslutssammanfattning.pdf", printing.summary_pdf, name="summary-pdf"),
    path("moten/<int:pk>/anteckningar.docx", printing.minutes_word, name="minutes-word"),
    path("moten/<int:pk>/beslutssammanfattning.docx", printing.summary_word, name="summary-word"),
    path("moten/<int:pk>/punkter/<int:item>/utdrag.pdf", printing.extract_pdf, name="extract-pdf"),
    path("moten/<int:pk>/punkter/<int:item>/utdrag.docx", printing.extract_word, name="extract-word"),
    path("moten/<int:pk>/mote.json", exchange.meeting_json, name="meeting-json"),
]

publishing_paths = [
    path("publicering/", publishing.publication_list, name="publication-list"),
    path("moten/<int:pk>/publicera/", publishing.minutes_publish, name="minutes-publish"),
    path("moten/<int:pk>/avpublicera/", publishing.minutes_unpublish, name="minutes-unpublish"),
    path("moten/<int:pk>/publicera/maska/", masks.minutes_mask, name="minutes-mask"),
    path("moten/<int:pk>/publicera/maska/pdf/", masks.minutes_mask_pdf, name="minutes-mask-pdf"),
    path("moten/<int:pk>/publicera/maska/<int:mask>/ta-bort/", masks.minutes_unmask, name="minutes-unmask"),
]

public_paths = [
    path("kontrollera/", verifying.verify, name="verify"),
    path("kontrollera/<str:code>/", verifying.verify_code, name="verify-code"),
    path("offentligt/", public.public_start, name="public-start"),
    path("offentligt/flode.atom", public_feeds.public_feed, name="public-feed"),
    path("offentligt/anslag/", board.public_board, name="public-board"),
    path("offentligt/moten/", public.public_meetings, name="public-meetings"),
    path("offentligt/moten/<int:pk>/", public_superseded.public_meeting, name="public-meeting"),
    path("offentligt/moten/<int:pk>/anteckningar.pdf", public_superseded.public_pdf, name="public-pdf"),
    path("offentligt/moten/<int:pk>/bilagor/<int:file>/", public.public_file, name="public-file"),
    path("offentligt/beslut/", public.public_decisions, name="public-decisions"),
    path("offentligt/beslut/<str:slug>/", public.public_decision, name="public-decision"),
    path("offentligt/grupper/<int:pk>/", public.public_body, name="public-body"),
    path("offentligt/grupper/<int:pk>/flode.atom", public_feeds.public_body_feed, name="public-body-feed"),
    path("offentligt/teman/<slug:slug>/", public.public_theme, name="public-theme"),
    path("offentligt/teman/<slug:slug>/flode.atom", public_feeds.public_theme_feed, name="public-theme-feed"),
]
