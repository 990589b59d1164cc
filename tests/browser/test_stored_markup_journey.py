"""The pages with most scripts and most words, where every stored word is a trap: nothing runs, nothing is built (E6).

The server's answers are read in tests/test_stored_markup.py; here it is what our own scripts make of them.
"""

from collections.abc import Callable

from playwright.sync_api import Page

from tests import make
from tests.addresses import a_house, by_pattern
from tests.poison import poison

RICH = (
    "", "moten/<int:pk>/", "moten/<int:pk>/anteckna/", "moten/<int:pk>/dagordning/", "moten/<int:pk>/narvaro/",
    "moten/punkter/<int:pk>/", "moten/inlasning/<int:pk>/", "arshjul/", "arshjul/aktivitet/<int:pk>/", "sok/",
    "register/personer/", "register/logg/", "fragor/formular/<int:pk>/", "undersokningar/",
    "overenskommelser/<slug:slug>/", "medel/", "register/utskick/<int:pk>/",
)  # fmt: skip
# Elements and attributes that no template of ours writes, and addresses that are scripts.
STRANGE = """() => [...document.querySelectorAll("*")].flatMap(one => [
    ...(one.localName.startsWith("mkr") ? [`<${one.localName}>`] : []),
    ...[...one.attributes].filter(a => /^(on|mkr)/.test(a.name) || /^\\s*(javascript|data:text)/i.test(a.value)
        || (a.name === "style" && a.value.includes("mkr"))).map(a => `<${one.localName} ${a.name}>`),
]).slice(0, 5)"""


def test_scripts_of_ours_make_no_markup_of_stored_words(visit: Callable[..., Page]) -> None:
    administrator = make.user(name="Titta Admin", office_role="administrator")
    addresses: dict[str, str] = {}
    for pattern, address in by_pattern(*a_house()):
        addresses.setdefault(pattern, address)
    poison()
    page = visit(administrator, "/handbok/")
    start = page.url.removesuffix("/handbok/")
    page.context.add_init_script(
        "window.ran = 0; window.mkr = () => { window.ran += 1 }; window.alert = window.mkr;"
    )
    faults, seen = [], 0
    for pattern in RICH:
        if pattern not in addresses:
            continue
        answer = page.goto(start + addresses[pattern], wait_until="networkidle")
        seen += bool(answer and answer.ok)
        # Whatever can be folded out, chosen or hovered is built now.
        page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true })")
        page.mouse.move(300, 300)
        faults += [f"{addresses[pattern]} {one}" for one in page.evaluate(STRANGE)]
        if page.evaluate("window.ran"):
            faults.append(f"{addresses[pattern]} ran")
    assert seen > 10
    assert faults == [], "\n".join(faults)
