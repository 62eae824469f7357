from __future__ import annotations

import argparse
import sys

from benchmarks.crash import __doc__ as about
from benchmarks.crash.trial import Trial, try_it


def main() -> int:
    """Run the trial; return 1 if anything was lost, doubled, left halfway or done twice."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crash", description=about, formatter_class=raw)
    parser.add_argument("--kills", type=int, default=200, help="of server and round together")
    parser.add_argument("--worker-kills", type=int, default=50, help="on top of these")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--writers", type=int, default=3, help="people who write at the same time")
    parser.add_argument("--seed", type=int, default=None, help="of the moments; chosen and shown if not given")
    parser.add_argument("--minutes", type=float, default=60, help="no kill after this time")
    chosen = parser.parse_args()
    result = try_it(Trial(**vars(chosen)))
    sys.stdout.write(f"{result}\n")
    return 0 if result.holds else 1


if __name__ == "__main__":
    sys.exit(main())
