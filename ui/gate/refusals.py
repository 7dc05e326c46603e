"""Why somebody is not let in, and how that is said where its reader looks."""

import html
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from cnn_core.text import language, t

MOST_BYTES_OF_A_REASON = 123
"""What the protocol leaves for the reason that a socket is closed with."""
SECONDS_TO_RETRY = 15

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
{refresh}<title>{title} · Convscope</title>
<style>body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 20vh auto; padding: 0 1rem }}</style>
</head>
<body><main><h1>{title}</h1><p>{sentence}</p></main></body>
</html>
"""


@dataclass(frozen=True)
class Kind:
    """A kind of refusal.

    Attributes:
        status: Of HTTP.
        code: Of the WebSocket protocol.
        passes: Whether it may be over soon, so that the page tries again.
    """

    status: int
    code: int
    passes: bool


FOREIGN = Kind(status=403, code=1008, passes=False)
FULL = Kind(status=503, code=1013, passes=True)


@dataclass(frozen=True)
class Refusal:
    """Why a request or a socket is not let in.

    Attributes:
        kind: What kind it is.
        sentence: What is said of it.
    """

    kind: Kind
    sentence: str

    def answer(self, headers: Headers) -> Response:
        """Returns the answer to a request: a page where one is asked for, else a line of text.

        Args:
            headers: The request's.
        """
        more = {"Retry-After": str(SECONDS_TO_RETRY)} if self.kind.passes else {}
        more["Cache-Control"] = "no-store"
        if "text/html" not in headers.get("accept", ""):
            return PlainTextResponse(self.sentence, self.kind.status, headers=more)
        refresh = f'<meta http-equiv="refresh" content="{SECONDS_TO_RETRY}">\n' if self.kind.passes else ""
        sentence = f"{self.sentence} {t('gate.again')}" if self.kind.passes else self.sentence
        page = _PAGE.format(
            language=language.get(),
            refresh=refresh,
            title=html.escape(t("gate.title")),
            sentence=html.escape(sentence),
        )
        return HTMLResponse(page, self.kind.status, headers=more)


def close_reason(sentence: str) -> str:
    """Returns as much of a sentence as a socket can be closed with, cut between two words."""
    if len(sentence.encode()) <= MOST_BYTES_OF_A_REASON:
        return sentence
    ending = "…"
    begun = sentence.encode()[: MOST_BYTES_OF_A_REASON - len(ending.encode())].decode(errors="ignore")
    return (begun.rpartition(" ")[0] or begun) + ending
