"""Starts and watches the processes of one or both sides. Each process gets the settings of its own side alone."""

from __future__ import annotations

import argparse
import os
import re
import secrets
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

SIDES = ("community", "care")
PORTS = {"community": 0, "care": 1}  # added to the chosen port


def up(arguments: list[str]) -> int:
    """Prepare both sides, make the demonstration where there is no district, serve."""
    parser = argparse.ArgumentParser(prog="anxin up")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-demo", action="store_true", help="leave the register empty")
    parser.add_argument("--no-serve", action="store_true", help="prepare only")
    chosen = parser.parse_args(arguments)
    home = home_folder()
    for side in SIDES:
        write_settings(home, side, port=chosen.port, made_up=not chosen.no_demo)
        run(side, home, "prepare", *([] if chosen.no_demo else ["--demo"]))
    if chosen.no_serve:
        return 0
    show_sign_ins(home, chosen.port)
    return serve(["--side", "both", "--port", str(chosen.port)])


def serve(arguments: list[str]) -> int:
    """Serve until told to stop; a process that ends is started again."""
    parser = argparse.ArgumentParser(prog="anxin serve")
    parser.add_argument("--side", choices=[*SIDES, "both"], default="both")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args(arguments)
    home = home_folder()
    sides = SIDES if chosen.side == "both" else (chosen.side,)
    missing = [side for side in sides if not (home / f"{side}.toml").exists()]
    if missing and "ANXIN_CONFIG" not in os.environ:
        sys.stderr.write(f"There is no {home / missing[0]}.toml. Run `anxin up` first.\n")
        return 1
    commands, addresses = {}, {}
    for side in sides:
        port = chosen.port + (PORTS[side] if chosen.side == "both" else 0)
        commands[f"{side} web"] = (side, web_command(chosen.host, port, chosen.workers if side == "community" else 1))
        commands[f"{side} work"] = (side, [sys.executable, "-m", "anxin.cli", "--side", side, "work"])
        addresses[side] = served_at(side, home, port)
        sys.stdout.write(f"  {side}: http://{chosen.host}:{port}/\n")
    sys.stdout.write("Press Ctrl-C to stop.\n")
    sys.stdout.flush()
    return watch(
        {name: (command, environment(side, home) | addresses[side]) for name, (side, command) in commands.items()}
    )


def web_command(host: str, port: int, workers: int) -> list[str]:
    """Return Granian's command line."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "4", "--backpressure", "64", "--no-ws",
        "--log-level", "warning",
        "--respawn-failed-workers", "anxin.console.wsgi:application",
    ]  # fmt: skip


def watch(commands: dict[str, tuple[list[str], dict[str, str]]]) -> int:
    """Start every command, start again what ends, stop all on a signal."""
    stopping: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda seen, _frame: stopping.append(seen))
    running = {name: subprocess.Popen(command, env=env) for name, (command, env) in commands.items()}
    started = dict.fromkeys(running, time.monotonic())
    while not stopping:
        ended = [name for name, process in running.items() if process.poll() is not None]
        time.sleep(0.5)  # a signal to the whole group ends the children first; it reaches us meanwhile
        for name in ended if not stopping else ():
            process = running[name]
            if time.monotonic() - started[name] > 1:
                sys.stderr.write(f"{name} ended with {process.returncode}; it is started again.\n")
                command, env = commands[name]
                running[name], started[name] = subprocess.Popen(command, env=env), time.monotonic()
    for process in running.values():
        process.terminate()
    for process in running.values():
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
    return 0


def environment(side: str, home: Path) -> dict[str, str]:
    """Return the environment of one side's process: nothing in it, and no file it reads, names the other side.

    Settings given in the environment belong to the side that `ANXIN_SIDE` names, and reach no other process.
    """
    ours = os.environ.get("ANXIN_SIDE") == side
    kept = {key: value for key, value in os.environ.items() if ours or not key.startswith("ANXIN_")}
    config = {"ANXIN_CONFIG": str(home / f"{side}.toml")} if (home / f"{side}.toml").exists() else {}
    fixed = {"ANXIN_SIDE": side, "ANXIN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "anxin.console.settings"}
    return {**config, **kept, **fixed}


def served_at(side: str, home: Path, port: int) -> dict[str, str]:
    """Return the setting that makes sheets and letters name the port that is served.

    An address that the operator chose stays as it is; one of this machine follows the port.
    """
    file = home / f"{side}.toml"
    if "ANXIN_PUBLIC_URL" in os.environ or not file.exists():
        return {}
    chosen = urlsplit(tomllib.loads(file.read_text(encoding="utf-8")).get("public_url", ""))
    if chosen.hostname not in ("127.0.0.1", "localhost") or chosen.port == port:
        return {}
    return {"ANXIN_PUBLIC_URL": f"{chosen.scheme}://{chosen.hostname}:{port}"}


def run(side: str, home: Path, *command: str) -> None:
    """Run one command as a process of one side; stop if it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "anxin.cli", "--side", side, *command], env=environment(side, home), check=False
    )
    if done.returncode:
        sys.exit(done.returncode)


def home_folder() -> Path:
    """Return the folder of databases, keys and settings, made if need be."""
    home = Path(os.environ.get("ANXIN_HOME", "var")).resolve()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return home


def write_settings(home: Path, side: str, *, port: int, made_up: bool) -> None:
    """Write a side's settings file once; it is the operator's from then on."""
    file = home / f"{side}.toml"
    if file.exists():
        return
    address = f"http://127.0.0.1:{port + PORTS[side]}"
    lines = [
        f"# Settings of the {side} side; docs/settings.md describes every key.",
        f'secret_key = "{secrets.token_urlsafe(50)}"',
        f'public_url = "{address}"',
        f"made_up = {str(made_up).lower()}",
    ]
    file.touch(mode=0o600)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def show_sign_ins(home: Path, port: int) -> None:
    """Print one sign-in per role of the demonstration, with the port that is served now."""
    for side in SIDES:
        file = home / f"sign-ins-{side}.txt"
        if file.exists():
            here = f"http://127.0.0.1:{port + PORTS[side]}"
            sys.stdout.write("\n" + re.sub(r"http://127\.0\.0\.1:\d+", here, file.read_text(encoding="utf-8")))
    sys.stdout.write("\n")
