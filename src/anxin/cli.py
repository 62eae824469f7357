"""`anxin ...`: chooses the side, points at its settings file, and hands over to the management command."""

from __future__ import annotations

import os
import sys
from pathlib import Path

USAGE = """\
anxin [--side community|care] COMMAND

  up                 prepare both sides, make the demonstration district if there is no district, then serve
  serve              serve what is prepared (--side community|care|both, --port N)
  import KIND FILE   places, incidents or streets from a file (--dry-run, --map FIELD=COLUMN, --set OPTION=VALUE)
  round              run tonight's round, or go on with it (--date D, --again)
  evaluate burglary  judge the weekly forecast on past weeks, of the district or of files (--incidents, --mask)
  verify             check the audit chain; names the first broken row
  doctor             say what is wrong and how to mend it
  person add NAME    open an account; person grant NAME ROLE PLACE gives it a role
  crew add NAME      add a patrol crew (--start PLACE --begins 19:30)
  backup FILE        copy this side's database, files and keys into one archive
  restore FILE       put an archive back into an empty home
  work               do background jobs (serve starts this by itself)

Settings are described in docs/settings.md."""

COMMANDS = {
    "import": "import_file",
    "round": "run_round",
    "evaluate": "evaluate",
    "verify": "verify",
    "doctor": "doctor",
    "person": "person",
    "crew": "crew",
    "backup": "backup",
    "restore": "restore",
    "work": "work",
    "prepare": "prepare",
    "demo": "demo",
}


def main() -> None:
    """Run one command."""
    arguments = sys.argv[1:]
    side, arguments = _take_side(arguments)
    command = arguments[0] if arguments else "help"
    if command in ("help", "-h", "--help"):
        print(USAGE)
        return
    if command in ("up", "serve"):
        from anxin.console import serving

        sys.exit(
            serving.up(arguments[1:]) if command == "up" else serving.serve([*arguments[1:], "--side", side or "both"])
        )
    point_at(side or "community")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["anxin", COMMANDS.get(command, command), *arguments[1:]])


def point_at(side: str) -> None:
    """Point this process at one side's settings, unless the environment does already."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anxin.console.settings")
    os.environ.setdefault("ANXIN_SIDE", side)
    home = Path(os.environ.get("ANXIN_HOME", "var")).resolve()
    file = home / f"{side}.toml"
    if "ANXIN_CONFIG" not in os.environ and file.exists():
        os.environ["ANXIN_CONFIG"] = str(file)
    os.environ["ANXIN_HOME"] = str(home)


def _take_side(arguments: list[str]) -> tuple[str, list[str]]:
    if "--side" not in arguments:
        return "", arguments
    i = arguments.index("--side")
    if i + 1 >= len(arguments) or arguments[i + 1] not in ("community", "care", "both"):
        sys.exit("--side takes community, care or both.")
    return arguments[i + 1], arguments[:i] + arguments[i + 2 :]


if __name__ == "__main__":
    main()
