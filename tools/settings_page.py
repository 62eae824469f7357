"""Write docs/settings.md from the settings themselves, so that the page cannot fall behind."""

from __future__ import annotations

from pathlib import Path

from anxin.core.config import SETTINGS

HEAD = """# Settings

Each side of the wall is a process of its own and reads its own settings: first the environment (`ANXIN_<NAME>`),
then a file that holds the secret (`ANXIN_<NAME>_FILE`), then the TOML file that `ANXIN_CONFIG` names
(`var/community.toml` and `var/care.toml`, made by `anxin up`), then the default below. A wrong value or an unknown
key stops the start with a sentence that names it.

| key | default | what it does |
|---|---|---|
"""


def main() -> None:
    """Write the page."""
    rows = [
        f"| `{s.name}` | {'(needed)' if s.default is None else f'`{s.default}`' if s.default else '(empty)'} | {s.help} |"
        for s in SETTINGS
    ]
    page = Path(__file__).resolve().parents[1] / "docs/settings.md"
    page.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
