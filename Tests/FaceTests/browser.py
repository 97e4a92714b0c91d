"""Chromium for the tests: pages are used by roles and names alone, and watched for whatever goes wrong in silence."""
import contextlib
import json
import pathlib
import re
import traceback

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCREENS = ROOT / ".build" / "screens"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    # Nothing but the gateway can be reached.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
# The browser's own note of a refused request; the tests of errors and outages cause them.
EXPECTED = re.compile(r"Failed to load resource: (the server responded with a status of (4\d\d|5\d\d)|net::ERR_(FAILED|CONNECTION_REFUSED|EMPTY_RESPONSE|CONNECTION_RESET|SOCKET_NOT_CONNECTED|ABORTED))|WebSocket connection to .* failed: (Error in connection establishment: net::ERR_|Connection closed before receiving a handshake response)")
# More than ten times what a page needs on a slow machine.
TIMEOUT = 90_000
expect.set_options(timeout=TIMEOUT)


class Tests:
    """Collects tests and prints their results as TAP."""

    def __init__(self, playwright, gateway, only="", slower=1):
        self.gateway = gateway
        self.browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        self.only = only
        self.slower = slower
        self.number = 0
        self.failed = 0
        SCREENS.mkdir(parents=True, exist_ok=True)

    def report(self, name, problem):
        self.number += 1
        self.failed += bool(problem)
        print(f"{'not ok' if problem else 'ok'} {self.number} - {name}" + "".join(f"\n# {line}" for line in str(problem or "").splitlines()), flush=True)

    def run(self, functions):
        for function in functions:
            name = function.__doc__.splitlines()[0]
            if self.only and self.only.lower() not in name.lower():
                continue
            try:
                function(self)
                self.report(name, None)
            except Exception as error:
                place = [frame for frame in traceback.extract_tb(error.__traceback__) if "FaceTests" in frame.filename][-1]
                self.report(name, f"{str(error).split('Aria snapshot')[0].strip()[:1500]}\n{pathlib.Path(place.filename).name}:{place.lineno}: {place.line}")

    @contextlib.contextmanager
    def visit(self, path="/", width=1440, height=900, theme="light", language="en-GB", wait=True, **options):
        """A page in a fresh browser. At the end, nothing may have been said on the console or asked of another host."""
        context = self.browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme, locale=language, reduced_motion="reduce", accept_downloads=True, **options)
        context.set_default_timeout(TIMEOUT)
        page = context.new_page()
        watch(page, self.gateway.address)
        if self.slower > 1:
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": self.slower})
        page.goto(self.gateway.address + path)
        if wait:
            ready(page)
        try:
            yield page
            said = [text for text in page.said if not EXPECTED.search(text)]
            assert not said, f"the page said: {said}"
            assert not page.strange, f"other hosts were asked: {page.strange}"
        finally:
            context.close()


def watch(page, address):
    page.said, page.strange, page.asked = [], [], []
    page.on("console", lambda message: message.type in ("error", "warning") and page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("dialog", lambda dialog: (page.said.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: request.url.startswith((address, "data:", "blob:")) or page.strange.append(request.url))
    page.on("request", lambda request: request.url.endswith("/graphql") and "__schema" not in (request.post_data or "") and page.asked.append(request.post_data))


def ready(page):
    """The page has come up: it says that it is complete, and what was asked is answered."""
    expect(page.locator("html")).to_have_attribute("data-state", "complete")
    if "/dashboard" in page.url:
        expect(page.get_by_role("status").filter(has_text=re.compile("^(Live|Polling|Na żywo|Odświeżanie)"))).to_be_visible()
    else:
        expect(page.get_by_role("textbox", name=re.compile("^(Query|Zapytanie)$"))).to_be_visible()
        expect(answer(page).get_by_role("status")).to_contain_text(re.compile("asked as|pytano jako"))


def answer(page):
    return page.get_by_role("region", name=re.compile("^(Answer|Odpowiedź)$"))


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def tab(page, name):
    return page.get_by_role("tab", name=name, exact=True)


def query(page):
    return page.get_by_role("textbox", name="Query")


def write(page, text):
    """Replaces the query, by keyboard."""
    query(page).focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def run(page, text, rows=None):
    """Writes and runs a query; waits for its answer."""
    write(page, text)
    with page.expect_response(lambda response: response.url.endswith("/graphql") and "__schema" not in (response.request.post_data or "")):
        button(page, "Run").click()
    expect(answer(page).get_by_role("status")).to_contain_text(re.compile("asked as" if rows is None else f"^{rows} rows? "))


def cells(page, rows=5):
    """The texts of the first rows of the table."""
    expect(page.get_by_role("gridcell").first).to_be_visible()
    lines = page.get_by_role("grid").get_by_role("row").all()[1:]
    lines.sort(key=lambda line: int(line.get_attribute("aria-rowindex")))
    return [[cell.inner_text() for cell in line.get_by_role("gridcell").all()] for line in lines[:rows]]


def download(page, name):
    with page.expect_download() as pending:
        button(page, name).click()
    return text_of(pending.value)


def text_of(download):
    with open(download.path(), encoding="utf-8", newline="") as file:
        return file.read()


def check_accessibility(page, place):
    violations = Axe().run(page).response["violations"]
    texts = [f"{violation['id']}: {violation['help']}: {[node['html'][:140] for node in violation['nodes'][:3]]}" for violation in violations]
    assert not texts, f"{place}: " + "\n".join(texts)


def picture(page, name, whole=False):
    page.screenshot(path=SCREENS / f"{name}.png", full_page=whole)


def storage(page):
    """All that the page has stored, as one text."""
    return page.evaluate("JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), location.href])")


def documents(page):
    """The GraphQL documents that the page has asked."""
    return [json.loads(body)["query"] for body in page.asked]
