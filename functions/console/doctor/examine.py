"""Configuration first; then everything that a sound configuration leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TextIO

from functions._entry.deployed import deploy
from functions._entry.plain import to_json
from functions.console.doctor.checks import look_at
from functions.console.doctor.finding import Finding, Verdict, fine, look, wrong
from functions.console.exits import Exit
from shared.config import load_settings
from shared.errors import ConfigError

MEND = "see lab.yaml, prices.yaml and the environment in README.md"
SIGNS = {Verdict.FINE: "ok   ", Verdict.LOOK: "look ", Verdict.WRONG: "WRONG"}


def examine(environ: Mapping[str, str], out: TextIO, *, as_json: bool) -> Exit:
    """0 where nothing is wrong, 2 where something is."""
    findings = []
    for finding in _findings(environ):
        findings.append(finding)
        if not as_json:
            out.write(_said(finding))
            out.flush()
    if as_json:
        out.write(to_json({"findings": findings}).decode())
    bad = any(finding.verdict is Verdict.WRONG for finding in findings)
    return Exit.BAD_USE if bad else Exit.DONE


def _findings(environ: Mapping[str, str]) -> Iterator[Finding]:
    try:
        configured = load_settings(environ)
    except ConfigError as error:
        yield from _faults(error)
        return
    settings = configured.settings
    yield fine("configuration", f"lab {settings.lab}, profiles {', '.join(settings.profiles)}")
    for notice in configured.notices:
        yield look("configuration", notice, means="it works all the same", mend=MEND)
    deployment = deploy(environ)
    yield from look_at(configured, deployment.clients, lambda: deployment.lab)


def _faults(error: ConfigError) -> Iterator[Finding]:
    for fault in error.faults:
        means = "no function can work before it is mended"
        yield wrong("configuration", fault, means=means, mend=MEND)


def _said(finding: Finding) -> str:
    lines = [f"{SIGNS[finding.verdict]} {finding.subject}: {finding.found}"]
    if finding.verdict is not Verdict.FINE:
        lines += [f"      means  {finding.means}", f"      mend   {finding.mend}"]
    return "\n".join(lines) + "\n"
