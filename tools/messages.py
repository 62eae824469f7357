"""Keep the Chinese catalogue whole: `extract` finds words, `missing` names what has no Chinese, `compile` builds it.

Extraction needs GNU gettext; compiling needs Babel alone, so that an installation has no need of it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1] / "src/anxin"
PO = ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"


def extract() -> None:
    """Update the catalogue from the code and templates; what is no longer said goes."""
    command = [
        "django-admin",
        "makemessages",
        "-l",
        "zh_Hans",
        "--no-wrap",
        "--no-location",
        "--no-obsolete",
        "-e",
        "py,html",
    ]
    subprocess.run([str(Path(sys.executable).with_name(command[0])), *command[1:]], cwd=ROOT, check=True)


def missing() -> list[str]:
    """Return every msgid without a Chinese text, or with a doubtful one."""
    with PO.open("rb") as file:
        catalogue = read_po(file)
    return [
        str(m.id)
        for m in catalogue
        if m.id and (m.fuzzy or not all([m.string] if isinstance(m.string, str) else m.string))
    ]


def compile_catalogue() -> None:
    """Write the .mo file that is read at run time."""
    with PO.open("rb") as file:
        catalogue = read_po(file)
    with PO.with_suffix(".mo").open("wb") as out:
        write_mo(out, catalogue)


def main() -> None:
    """Do what is asked."""
    act = sys.argv[1] if len(sys.argv) > 1 else "compile"
    if act == "extract":
        extract()
    elif act == "missing":
        found = missing()
        print("\n".join(found))
        sys.exit(bool(found))
    else:
        compile_catalogue()


if __name__ == "__main__":
    main()
