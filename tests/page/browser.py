"""Opens a report in headless Chromium and uses it; every failed expectation ends the program with what was found.

    browser.py CHROMIUM report.html FOLDER [series]     pictures of the page are written into FOLDER

Speaks the browser's debugging protocol over two pipes, so that nothing but the browser is needed.
"""
import base64
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 60
EXPRESSION = "Runtime.evaluate"


class Browser:
    def __init__(self, program, profile):
        (theirs_in, self.out), (self.into, theirs_out) = os.pipe(), os.pipe()
        # The browser reads from 3 and writes to 4.
        shell = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run"]
        flags += [f"--user-data-dir={profile}", "--disable-background-networking", "about:blank"]
        self.process = subprocess.Popen(
            ["sh", "-c", shell, program, *flags], pass_fds=(theirs_in, theirs_out), stderr=subprocess.DEVNULL
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self.heard, self.rest, self.count, self.session = [], b"", 0, None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def message(self):
        while b"\0" not in self.rest:
            more = os.read(self.into, 1 << 20)
            if not more:
                raise SystemExit("the browser ended")
            self.rest += more
        one, self.rest = self.rest.split(b"\0", 1)
        return json.loads(one)

    def ask(self, method, **parameters):
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while (found := self.message()).get("id") != self.count:
            self.heard.append(found)
        if "error" in found:
            raise SystemExit(f"{method}: {found['error']}")
        return found["result"]

    def wait_for(self, event):
        while not any(found.get("method") == event for found in self.heard):
            self.heard.append(self.message())

    def value(self, script):
        found = self.ask(EXPRESSION, expression=script, returnByValue=True)
        if "exceptionDetails" in found:
            raise SystemExit(f"{script}: {found['exceptionDetails']}")
        return found["result"].get("value")

    def middle(self, what):
        """The middle of an element on the screen, once it is scrolled to."""
        box = f"const box = document.querySelector({what!r})"
        script = f"(() => {{ {box}; box.scrollIntoView({{block: 'center'}}); const r = box.getBoundingClientRect(); "
        return self.value(script + "return [r.x + r.width / 2, r.y + r.height / 2]; })()")

    def mouse(self, kind, place, **more):
        self.ask("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], **more)

    def click(self, what):
        place = self.middle(what)
        self.mouse("mouseMoved", place)
        for kind in ("mousePressed", "mouseReleased"):
            self.mouse(kind, place, button="left", clickCount=1)

    def key(self, name, code):
        for kind in ("rawKeyDown", "keyUp"):
            self.ask("Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=code)

    def picture(self, path):
        found = self.ask("Page.captureScreenshot", captureBeyondViewport=True, format="png")
        Path(path).write_bytes(base64.b64decode(found["data"]))

    def troubles(self):
        """What the browser complained of, and what it asked a network for."""
        found = []
        for one in self.heard:
            method, more = one.get("method"), one.get("params", {})
            entry = more.get("entry", {})
            if method == "Runtime.exceptionThrown" or (method == "Log.entryAdded" and entry["level"] == "error"):
                found.append(more)
            if method == "Runtime.consoleAPICalled" and more["type"] in ("error", "warning"):
                found.append(more)
            if method == "Network.requestWillBeSent" and not more["request"]["url"].startswith(("file:", "data:")):
                found.append(more["request"]["url"])
        return found


def expect(what, found, wanted=True):
    if found != wanted:
        raise SystemExit(f"{what}: {found!r}, expected {wanted!r}")


def load(browser, page):
    """Opens the page, and expects it to be whole."""
    for domain in ("Page", "Runtime", "Log", "Network", "DOM", "Accessibility"):
        browser.ask(f"{domain}.enable")
    browser.ask("Emulation.setDeviceMetricsOverride", width=1280, height=900, deviceScaleFactor=1, mobile=False)
    browser.ask("Page.navigate", url=Path(page).resolve().as_uri())
    browser.wait_for("Page.loadEventFired")
    expect("troubles", browser.troubles(), [])
    expect("pictures are there", browser.value("[...document.images].every(i => i.complete && i.naturalWidth > 0)"))
    expect("pictures are small", browser.value("[...document.images].every(i => Math.max(i.naturalWidth, i.naturalHeight) <= 2000)"))
    outside = "[...document.querySelectorAll('[src],[href],[action]')].filter(e => !/^data:/.test(e.src || e.href)).length"
    expect("nothing outside is named", browser.value(outside), 0)
    # What comes from files is text.
    expect("no tag came from a file", browser.value("document.querySelectorAll('b, i, script:not(:last-child)').length"), 0)


def named(browser):
    """Role and name of what a screen reader is told; controls and images without a name are no good."""
    nodes = browser.ask("Accessibility.getFullAXTree")["nodes"]
    nameless = [n for n in nodes if n.get("role", {}).get("value") in ("slider", "button", "checkbox", "image", "radio")
                and not n.get("ignored") and not n.get("name", {}).get("value")]  # fmt: skip
    expect("controls without a name", nameless, [])
    return {(n["role"]["value"], n["name"]["value"]) for n in nodes if "role" in n and n.get("name", {}).get("value")}


def use_series(browser, page, folder):
    """The page of many dates."""
    load(browser, page)
    browser.picture(folder / "series.png")
    count = browser.value("document.querySelectorAll('svg.history').length")
    expect("histories are drawn", count >= 1)
    used = browser.value("[...document.querySelectorAll('.dates tbody tr')].filter(r => !/left out/.test(r.textContent)).length")
    points = "[...document.querySelectorAll('svg.history')].map(c => c.querySelectorAll('circle').length)"
    expect("a point for each date that is used", browser.value(points), [used] * count)
    told = [name for role, name in named(browser) if name.startswith("Scores of cell ")]
    expect("histories have words", len(told), count)
    inside = "[...document.querySelectorAll('svg.history :not(title)')].every(e => { const b = e.getBoundingClientRect(), "
    inside += "s = e.closest('svg').getBoundingClientRect(); return b.left > s.left - 2 && b.right < s.right + 2 && b.top > s.top - 2; })"
    expect("nothing of a history lies outside", browser.value(inside))

    # The newest date that is used lies under the maps, whole: nothing is black between cells that changed.
    newest = "[...document.querySelectorAll('.dates tbody tr')].filter(r => !/left out/.test(r.textContent)).pop().cells[0].textContent"
    expect("one picture lies under the maps", browser.value("document.querySelectorAll('.layer:not(.change) img').length"), 1)
    expect("of the newest date", browser.value("document.querySelector('.newest figcaption').textContent"), browser.value(newest))
    expect("no line parts dates", browser.value("getComputedStyle(document.querySelector('#cut')).display !== 'none' && "
                                                "document.querySelector('#cut').closest('[hidden]') === null"), False)  # fmt: skip
    expect("nor is one drawn", browser.value("document.querySelectorAll('.line').length"), 0)

    expect("cells are outlined", browser.value("document.querySelectorAll('path.area').length"), count)
    browser.click(".areas tbody tr[data-area='1'] td:nth-child(2)")
    marked = "[...document.querySelectorAll('path.marked')].map(p => p.dataset.area).join()"
    expect("a click marks the row's cell", browser.value(marked), "1")
    shown = "[...document.querySelectorAll('.change:not(.hidden)')].map(f => f.dataset.map).join()"
    expect("how much is shown first", browser.value(shown), "magnitude")
    browser.click("input[name=map][value='first date']")
    expect("then when", browser.value(shown), "first date")
    browser.picture(folder / "series_dates.png")
    expect("troubles at the end", browser.troubles(), [])


def use(browser, page, folder):
    load(browser, page)
    browser.picture(folder / "light.png")

    # The line moves by keys and by the pointer.
    cut = "getComputedStyle(document.querySelector('.earlier')).clipPath"
    before = browser.value(cut)
    browser.value("document.querySelector('#cut').focus()")
    for _ in range(10):
        browser.key("ArrowRight", 39)
    expect("the slider's value", browser.value("document.querySelector('#cut').value"), "60")
    expect("the line moved", browser.value(cut) != before)
    x, y = browser.middle("#stage")
    browser.mouse("mousePressed", [x, y], button="left", buttons=1, clickCount=1)
    browser.mouse("mouseMoved", [x - 200, y], button="left", buttons=1)
    browser.mouse("mouseReleased", [x - 200, y], button="left", clickCount=1)
    expect("the line followed", int(browser.value("document.querySelector('#cut').value")) < 50)
    browser.value("document.querySelector('#opacity').value = 30; document.querySelector('#opacity').dispatchEvent(new Event('input'))")
    expect("opacity", browser.value("getComputedStyle(document.querySelector('.change img')).opacity"), "0.3")

    # A row and its outline are one.
    count = browser.value("document.querySelectorAll('.areas tbody tr').length")
    expect("areas are listed", count > 1)
    expect("areas are outlined", browser.value("document.querySelectorAll('path.area').length"), count)
    marked = "[...document.querySelectorAll('path.marked')].map(p => p.dataset.area).join()"
    browser.click(".areas tbody tr[data-area='2'] td:nth-child(2)")
    expect("a click marks the row's area", browser.value(marked), "2")
    expect("and says so", browser.value("document.querySelector('tr[data-area=\"2\"]').getAttribute('aria-current')"), "true")
    browser.mouse("mouseMoved", browser.middle(".areas tbody tr[data-area='1'] td:nth-child(2)"))
    expect("hovering lights", browser.value("document.querySelector('path[data-area=\"1\"]').classList.contains('lit')"))
    browser.value("document.querySelector('tr[data-area=\"1\"]').focus()")
    browser.key("Enter", 13)
    expect("Enter marks too", browser.value(marked), "1")
    browser.picture(folder / "marked.png")
    browser.click(".areas th:nth-child(3) button")
    values = "[...document.querySelectorAll('.areas tbody tr')].map(r => +r.cells[2].dataset.value)"
    hectares = browser.value(values)
    expect("sorted by hectares", hectares, sorted(hectares, reverse=True))
    browser.click(".areas th:nth-child(3) button")
    expect("sorted the other way", browser.value(values), sorted(hectares))
    expect("and says so", browser.value("document.querySelector('.areas th:nth-child(3)').ariaSort"), "ascending")

    # What a screen reader is told.
    roles = {role for role, _ in named(browser)}
    for role in ("slider", "checkbox", "heading", "image", "table", "columnheader", "button"):
        expect(f"a named {role}", role in roles)

    browser.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    expect("dark", browser.value("getComputedStyle(document.body).backgroundColor"), "rgb(22, 22, 26)")
    browser.picture(folder / "dark.png")
    browser.ask("Emulation.setEmulatedMedia", media="print", features=[])
    expect("controls are not printed", browser.value("getComputedStyle(document.querySelector('.controls')).display"), "none")
    browser.picture(folder / "print.png")
    expect("troubles at the end", browser.troubles(), [])


def main():
    program, page, folder, *series = sys.argv[1:]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(program, profile)
        try:
            (use_series if series else use)(browser, page, Path(folder))
        finally:
            browser.process.kill()
            browser.process.wait()
    print("used")


main()
