"""Tests of the pages in Chromium, as TAP.

    python run.py CONCIERGE [--soak] [--only WORDS] [--slower TIMES]

A gateway with a private database of its own is started and removed. Pictures are left in .build/screens/.
"""
import argparse
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

from playwright.sync_api import sync_playwright

import dashboard_tests
import page_tests
import playground_tests
from browser import Tests
from gateway import ROOT, Gateway


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("concierge")
    parser.add_argument("--soak", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--address", help="a gateway that runs already")
    parser.add_argument("--slower", type=int, default=1, help="the pages' processor is slowed down so many times")
    options = parser.parse_args()
    (ROOT / ".build" / "face").mkdir(parents=True, exist_ok=True)
    gateway = Gateway(options.concierge)
    try:
        if options.address:
            gateway.port = int(options.address.rsplit(":", 1)[1])
        else:
            gateway.start()
        with sync_playwright() as playwright:
            tests = Tests(playwright, gateway, options.only, options.slower)
            tests.run(page_tests.SOAK if options.soak else page_tests.ALL + playground_tests.ALL + dashboard_tests.ALL)
            print(f"1..{tests.number}")
            return tests.failed > 0
    finally:
        if not options.address:
            gateway.remove()


sys.exit(main())
