"""What a function answers with, and its three forms: one sentence, a page, JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape

from functions._entry.messages import Request, Response
from functions._entry.negotiate import Kind, Language, kind_of, language_of
from functions._entry.plain import to_json

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "Cache-Control": "no-store",
    "Vary": "Accept, Accept-Language",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>Veilleur</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/page.css"></head>
<body><main><p class="sentence">{sentence}</p></main></body></html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`shown` is what JSON shows; `say` the one sentence; `facts` go into the log line.

    `only` names the one content type of an answer that is plain text whatever is asked for.
    """

    status: int
    shown: object
    say: Callable[[Language], str]
    headers: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    json_type: str = Kind.JSON.value
    only: str = ""


def render(answer: Answer, request: Request) -> Response:
    """In the form and language that the request prefers."""
    kind = Kind.TEXT if answer.only else kind_of(request.header("accept"))
    language = language_of(request.header("accept-language"))
    headers = {**ALWAYS, **answer.headers, "Content-Type": _content_type(kind, answer)}
    if kind is Kind.JSON:
        return Response(status=answer.status, headers=headers, body=to_json(answer.shown))
    headers["Content-Language"] = language.value
    sentence = answer.say(language)
    if kind is Kind.TEXT:
        return Response(status=answer.status, headers=headers, body=f"{sentence}\n".encode())
    headers["Content-Security-Policy"] = CONTENT_POLICY
    page = PAGE.format(language=language.value, sentence=escape(sentence))
    return Response(status=answer.status, headers=headers, body=page.encode())


def _content_type(kind: Kind, answer: Answer) -> str:
    if answer.only:
        return answer.only
    return answer.json_type if kind is Kind.JSON else f"{kind.value}; charset=utf-8"
