"""The phone's page in Debian's Chromium, 390 px wide: a whole session by tapping.

The screenshots are left in .veilleur/screenshots, for a person to look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.real.needed import needed
from tests.real.towns import Town, fake_town, standin_town

pytestmark = pytest.mark.real
SCREENSHOTS = Path(__file__).parents[2] / ".veilleur" / "screenshots"
PHONE = {"width": 390, "height": 844}
LOOK_MS = 20_000  # longer than the page waits between two looks
# As root in a container, and without the calls home that Chromium makes at every start.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = needed("chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    """The fake world, unless a test asks for the stand-in."""
    opened = standin_town(tmp_path) if hasattr(request, "param") else fake_town()
    with opened as town:
        yield town


class Phone:
    """One browser context: a person's phone, in a language and a light."""

    def __init__(self, browser: Browser, town: Town, *, locale: str, scheme: str) -> None:
        dark = scheme == "dark"
        self._context = browser.new_context(
            viewport={"width": PHONE["width"], "height": PHONE["height"]},
            device_scale_factor=2,
            locale=locale,
            timezone_id="Europe/Zurich",
            color_scheme="dark" if dark else "light",
        )
        self.page: Page = self._context.new_page()
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda line: self._heard(line.type, line.text))
        self.page.goto(town.url)
        self._name = f"{locale}-{scheme}"

    def enter(self, token: str, holder: str = "ana") -> None:
        self.page.locator("#holder").fill(holder)
        self.page.locator("#token").fill(token)
        self.page.locator("#enter button").click()

    def sees(self, phase: str) -> None:
        expect(self.page.locator("body")).to_have_attribute("data-phase", phase, timeout=LOOK_MS)

    def shot(self, name: str) -> None:
        """Whatever is shown fits the phone's width."""
        assert self.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}-{self._name}.png", full_page=True)

    def tap(self, selector: str) -> None:
        self.page.locator(selector).click()

    def close(self) -> None:
        self._context.close()

    def _heard(self, kind: str, text: str) -> None:
        """What the browser itself reports of a refused call is no fault of the page."""
        if kind == "error" and "Failed to load resource" not in text:
            self.wrong.append(text)


@pytest.fixture(params=[("en-GB", "light"), ("fr-CH", "dark")], ids="-".join)
def phone(browser: Browser, town: Town, request: pytest.FixtureRequest) -> Iterator[Phone]:
    locale, scheme = request.param
    phone = Phone(browser, town, locale=locale, scheme=scheme)
    yield phone
    phone.close()
    assert phone.wrong == []


@pytest.mark.parametrize("town", ["stand-in"], indirect=True)
def test_a_session_by_tapping(phone: Phone, town: Town) -> None:
    page = phone.page
    phone.shot("1-enter")
    phone.enter(town.token)
    expect(page.locator("#phase")).to_be_visible()
    page.locator("input[value=standard]").check()
    expect(page.locator("#price")).to_contain_text("CHF 0.24")
    phone.shot("2-off")

    phone.tap("#act")
    phone.sees("starting")
    phone.shot("3-starting")
    town.live(6)
    phone.sees("running")
    expect(page.locator("#nodes")).to_have_text("2 / 2")
    expect(page.locator("#holders")).to_contain_text("ana")
    expect(page.locator("#why")).not_to_be_empty()
    phone.shot("4-running")

    phone.tap("#act")
    phone.sees("stopping")
    phone.shot("5-stopping")
    town.live(15)
    phone.sees("off")
    expect(page.locator("#proof")).not_to_be_empty()
    phone.shot("6-proven-off")


def test_it_fits_a_phone_s_width_and_every_control_has_a_name(phone: Phone, town: Town) -> None:
    phone.enter(town.token)
    expect(phone.page.locator("#phase")).to_be_visible()
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for control in phone.page.locator("button:visible, input:visible, select:visible").all():
        described = control.evaluate("e => e.textContent || e.labels?.[0]?.textContent || ''")
        assert described.strip()
    expect(phone.page.locator("html")).to_have_attribute("lang", re.compile("^(en|fr)$"))


def test_a_wrong_token_is_told_and_asked_for_again(phone: Phone) -> None:
    phone.enter("not-the-token")
    expect(phone.page.locator("#error")).to_be_visible()
    expect(phone.page.locator("#token")).to_be_focused()
    phone.shot("7-wrong-token")
    assert phone.page.evaluate("localStorage.getItem('veilleur.token')") is None


def test_the_token_is_entered_once(phone: Phone, town: Town) -> None:
    phone.enter(town.token)
    expect(phone.page.locator("#phase")).to_be_visible()
    phone.page.reload()
    expect(phone.page.locator("#phase")).to_be_visible()
    assert town.token not in phone.page.url


def test_a_lab_that_another_holds_is_not_stopped_by_one_tap(
    browser: Browser, phone: Phone, town: Town
) -> None:
    phone.enter(town.token)
    phone.tap("#act")
    phone.sees("starting")
    other = Phone(browser, town, locale="en-GB", scheme="light")
    other.enter(town.token, holder="ben")
    other.sees("starting")
    other.tap("#more")
    expect(other.page.locator("#holders")).to_contain_text("ben")
    other.tap("#act")
    expect(other.page.locator("#ask")).to_be_visible()
    other.shot("8-still-needed")
    other.tap("#ask-mine")
    expect(other.page.locator("#holders")).not_to_contain_text("ben")
    other.sees("starting")
    other.close()


def test_the_cost_ticks_between_two_looks(phone: Phone, town: Town) -> None:
    phone.enter(town.token)
    phone.tap("#act")
    phone.sees("starting")
    town.live(6)
    phone.sees("running")
    first = phone.page.locator("#chf").text_content()
    assert first is not None
    expect(phone.page.locator("#chf")).not_to_have_text(first, timeout=LOOK_MS)


def test_a_server_that_is_gone_is_told_and_asked_again(phone: Phone, town: Town) -> None:
    phone.enter(town.token)
    expect(phone.page.locator("#phase")).to_be_visible()
    phone.page.route("**/start", lambda route: route.abort())
    phone.tap("#act")
    expect(phone.page.locator("#error")).to_be_visible()
    phone.page.unroute("**/start")
    phone.tap("#act")
    phone.sees("starting")
    expect(phone.page.locator("#error")).to_be_hidden()
