"""What holds for all pages: policy, weight, accessibility, languages, widths, missing parts."""
from browser import ROOT, button, check_accessibility, expect, picture, ready

PATHS = {"playground": "/", "dashboard": "/dashboard"}
# A page, a theme, a language and a width: in each pair of them all values occur. The full cross is `./dev soak face`.
SAMPLE = [("playground", "light", "en-GB", 320), ("playground", "dark", "pl-PL", 1440), ("dashboard", "light", "pl-PL", 320), ("dashboard", "dark", "en-GB", 1440), ("dashboard", "light", "en-GB", 768)]
CROSS = [(page, theme, language, width) for page in PATHS for theme in ("light", "dark") for language in ("en-GB", "pl-PL") for width in (320, 390, 768, 1440)]


def policy(tests):
    """every page, file and error page has the policy"""
    for path in ["/", "/dashboard", "/tokens.css", "/core/words.js", "/nothing/here", "/playground/configuration.json", "/playground/token?role=nobody", "/health/live"]:
        status, headers = tests.gateway.head(path)
        value = headers.get("content-security-policy", "")
        assert "default-src 'none'; script-src 'self'; style-src 'self';" in value and "require-trusted-types-for 'script'" in value, (path, status, value)
    assert "immutable" in tests.gateway.head("/parts/graphql-16.6/graphql.js")[1]["cache-control"]


def weight(tests):
    """the first answer needs at most 320 kB and 30 requests, a chart 370 kB more; the dashboard at most 520 kB"""
    for path, most_bytes, most_requests in [("/", 320_000, 30), ("/dashboard", 520_000, 50)]:
        with tests.visit("/health/live", wait=False) as page:
            # What comes after the schema is not part of the first answer.
            page.route("**/graphql", lambda route: route.abort() if "__schema" in (route.request.post_data or "") else route.continue_())
            page.goto(tests.gateway.address + path)
            ready(page)
            page.wait_for_load_state("networkidle")
            sizes = page.evaluate("""performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation"))
                .filter((entry) => !/\\/(graphql|playground\\/token|playground\\/configuration)/.test(new URL(entry.name).pathname) || entry.name.endsWith(".js")).map((entry) => [entry.name, entry.encodedBodySize])""")
            total = sum(size for _, size in sizes)
            print(f"# {path}: {total:,} bytes, {len(sizes)} requests", flush=True)
            assert total <= most_bytes and len(sizes) <= most_requests, (path, total, len(sizes), sorted(sizes, key=lambda item: -item[1])[:8])


def look(tests, page_name, theme, language, width):
    """Opens a page, checks it by axe, its width and its words, and takes a picture."""
    with tests.visit(PATHS[page_name], width=width, height=900, theme=theme, language=language) as page:
        check_accessibility(page, f"{page_name} {theme} {language} {width}")
        overflow = page.evaluate("document.documentElement.scrollWidth")
        assert overflow <= width, f"{page_name} at {width}: {overflow} pixels wide"
        missing = page.evaluate("async () => [...(await import('/core/words.js')).untranslated]")
        assert not missing, f"without Polish: {missing}"
        assert page.evaluate("document.documentElement.lang") == language[:2]
        picture(page, f"{page_name}-{theme}-{language[:2]}-{width}", whole=width < 1000 or page_name == "dashboard")


def sample(tests):
    """both pages in both themes and languages, from 320 to 1440 pixels: axe finds nothing, nothing is cut or untranslated"""
    for case in SAMPLE:
        look(tests, *case)


def cross(tests):
    """both pages in each theme, language and width"""
    for case in CROSS:
        look(tests, *case)


def switches(tests):
    """the language is kept in the address, the theme in the browser"""
    with tests.visit("/?lang=pl") as page:
        expect(button(page, "Uruchom")).to_be_visible()
        page.get_by_role("link", name="English").click()
        expect(button(page, "Run")).to_be_visible()
        assert "lang=en" in page.url
        button(page, "Dark").click()
        page.reload()
        expect(button(page, "Light")).to_be_visible()
        page.get_by_role("heading", name="Ask the house").click()
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Leave the editor")
        check_accessibility(page, "keys")
        page.keyboard.press("Escape")


def missing_parts(tests):
    """without its parts the page says what is missing and how to fetch it, and still asks"""
    with tests.visit(wait=False) as page:
        page.route("**/parts/**", lambda route: route.fulfill(status=404, body="none"))
        page.reload()
        notice = page.get_by_role("status").filter(has_text="Missing:")
        expect(notice).to_contain_text("CodeMirror 6")
        expect(notice).to_contain_text("graphql-js")
        expect(notice).to_contain_text("the fonts")
        expect(notice).to_contain_text("./dev run")
        page.get_by_role("textbox", name="Query").fill("{ tickets(first: 2) { nodes { number } } }")
        button(page, "Run").click()
        expect(page.get_by_role("region", name="Answer").get_by_role("status")).to_contain_text("2 rows")
        picture(page, "missing-parts")


def modules(tests):
    """the pages' modules without a page"""
    with tests.visit() as page:
        for name, problem in page.evaluate((ROOT / "Tests" / "FaceTests" / "modules.js").read_text().split("\n", 1)[1]):
            tests.report(name, problem)


ALL = [policy, weight, sample, switches, missing_parts, modules]
SOAK = [cross]
