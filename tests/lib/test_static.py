"""Scripts under names with checksums: what one imports is renamed in the other, types in comments are not."""

import re
from pathlib import Path

from django.core.management import call_command
from django.test import override_settings

A = 'import { b } from "./b.js";\nconst c = () => import("./c.js").catch(b);\nexport { c };\n'
B = '/** @param {import("./a.js").A} a */\nexport function b(a) {}\n'


def test_modules_that_name_each_others_types_can_be_gathered(tmp_path: Path) -> None:
    scripts = tmp_path / "source" / "js"
    scripts.mkdir(parents=True)
    for name, text in (("a", A), ("b", B), ("c", "export const c = 1;\n")):
        (scripts / f"{name}.js").write_text(text)
    gathered = tmp_path / "gathered"
    with override_settings(
        STATIC_ROOT=gathered,
        STATICFILES_DIRS=[tmp_path / "source"],
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
        STORAGES={"staticfiles": {"BACKEND": "secretariat.lib.static.HashedFiles"}},
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
    (a,) = gathered.glob("js/a.*.js")
    (b,) = gathered.glob("js/b.*.js")
    sign = r"\.[0-9a-f]{12}\.js"
    assert re.search(rf'from "\./b{sign}"', a.read_text())
    assert re.search(rf'import\("\./c{sign}"\)\.catch', a.read_text())
    assert b.read_text() == B
