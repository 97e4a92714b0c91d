"""Measures the pages in Chromium: weight, first paint, first answer, large tables. `./dev bench face` calls it.

    python bench.py CONCIERGE [--address http://127.0.0.1:PORT]

Nothing is asserted: times depend on the machine. CPU is that of the page's own thread.
"""
import argparse
import pathlib
import statistics
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

from playwright.sync_api import sync_playwright

from browser import ARGUMENTS, ready
from gateway import ROOT, Gateway

# Makes a table of so many rows in the page and measures it: shown, scrolled, sorted by number and by text.
TABLE = """async (size) => {
    const { createTable } = await import("/playground/table.js");
    const words = ["Zwrot zamówienia", "Dostępność w butiku", "Żółty kolor", "Gdzie jest moja paczka?"];
    const rows = Array.from({ length: size }, (_, index) => [{ number: "T-" + String((index * 7919) % size).padStart(6, "0"), total: ((index * 104729) % 99991) / 100, subject: words[index % 4] + " " + ((index * 31) % size) }]);
    const columns = ["number", "total", "subject"].map((label) => ({ label, type: label === "total" ? "Decimal" : "String", isNumber: label === "total", isList: false, read: (row) => row[0][label] }));
    const stalls = [];
    new PerformanceObserver((list) => stalls.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: "longtask" });
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const place = document.querySelector("main");
    place.replaceChildren();
    place.style.cssText = "display: flex; flex-direction: column; height: 800px";
    let begun = performance.now();
    const table = createTable({ columns, rows, onOpen() {} });
    place.append(table.node);
    await frame();
    await frame();
    const shown = performance.now() - begun;
    const frames = [];
    let before = await frame();
    for (let step = 0; step < 120; step++) {
        table.node.scrollTop += 173;
        const now = await frame();
        frames.push(now - before);
        before = now;
    }
    frames.sort((one, other) => one - other);
    stalls.length = 0;
    const sort = async (index) => {
        const head = table.node.querySelectorAll("[role=columnheader]")[index];
        begun = performance.now();
        head.querySelector("button").click();
        while (table.rows() === rows) await frame();
        return performance.now() - begun;
    };
    const number = await sort(1);
    const first = table.rows();
    begun = performance.now();
    table.node.querySelectorAll("[role=columnheader]")[2].querySelector("button").click();
    while (table.rows()[0] === first[0] && table.rows()[1] === first[1]) await frame();
    const text = performance.now() - begun;
    return { shown, median: frames[60], p95: frames[114], number, text, stall: Math.max(0, ...stalls) };
}"""
# Shows an answer of about 10 MB as JSON and as a table, and measures how long the page does not take keys meanwhile.
LARGE = """async () => {
    const { createAnswer } = await import("/playground/answer.js");
    const text = JSON.stringify({ data: { tickets: { nodes: Array.from({ length: 50_000 }, (_, index) => ({ number: "T-" + index, subject: "x".repeat(150), total: index })) } } });
    const place = document.createElement("section");
    document.querySelector("main").append(place);
    const answer = createAnswer(place, { onAllRows() {}, onErrorPlace() {}, typesOf: () => new Map() });
    let worst = 0;
    let last = performance.now();
    const timer = setInterval(() => { worst = Math.max(worst, performance.now() - last); last = performance.now(); }, 1);
    const outcome = { ...JSON.parse(text), errors: [], bytes: text.length, milliseconds: 0 };
    for (const view of ["Table", "JSON", "Chart"]) {
        answer.set(outcome, { text: "", operation: null, role: "admin", view });
        await new Promise((resolve) => setTimeout(resolve, 600));
    }
    clearInterval(timer);
    return { bytes: text.length, worst };
}"""


def visit(browser, gateway, path):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.session = context.new_cdp_session(page)
    page.session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(gateway.address + path)
    ready(page)
    page.wait_for_load_state("networkidle")
    return page


def loads(browser, gateway, path, times=5):
    rows = []
    for _ in range(times):
        page = visit(browser, gateway, path)
        rows.append(page.evaluate("""() => {
            const entries = performance.getEntriesByType("resource");
            const answered = entries.filter((entry) => entry.name.endsWith("/graphql")).map((entry) => entry.responseEnd);
            return {
                paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0, answer: Math.min(...answered),
                bytes: entries.concat(performance.getEntriesByType("navigation")).filter((entry) => !/graphql$|token|configuration/.test(new URL(entry.name).pathname)).reduce((sum, entry) => sum + entry.encodedBodySize, 0),
                requests: entries.length + 1 };
        }"""))
        metrics = {metric["name"]: metric["value"] for metric in page.session.send("Performance.getMetrics")["metrics"]}
        rows[-1]["cpu"] = metrics["TaskDuration"] * 1000
        page.context.close()
    return {key: statistics.median(row[key] for row in rows) for key in rows[0]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("concierge")
    parser.add_argument("--address")
    options = parser.parse_args()
    (ROOT / ".build" / "face").mkdir(parents=True, exist_ok=True)
    gateway = Gateway(options.concierge)
    try:
        if options.address:
            gateway.port = int(options.address.rsplit(":", 1)[1])
        else:
            gateway.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
            print("| page | bytes | requests | first paint | first answer | CPU of the page's thread |\n| --- | ---: | ---: | ---: | ---: | ---: |")
            for path in ["/", "/dashboard"]:
                row = loads(browser, gateway, path)
                print(f"| {path} | {row['bytes'] / 1000:.0f} kB | {row['requests']:.0f} | {row['paint']:.0f} ms | {row['answer']:.0f} ms | {row['cpu']:.0f} ms |")
            page = visit(browser, gateway, "/")
            print("\n| rows | shown | frame, median | frame, p95 | sort by number | sort by text | longest stall |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
            for size in [10_000, 100_000]:
                row = page.evaluate(TABLE, size)
                print(f"| {size:,} | " + " | ".join(f"{row[key]:.1f} ms" for key in ["shown", "median", "p95", "number", "text", "stall"]) + " |")
            large = page.evaluate(LARGE)
            print(f"\nAn answer of {large['bytes'] / 1e6:.1f} MB: keys wait at most {large['worst']:.0f} ms.")
            browser.close()
    finally:
        if not options.address:
            gateway.remove()


main()
