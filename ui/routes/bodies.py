"""The body of a request, bounded."""

from starlette.requests import Request


async def body_of(request: Request, most: int) -> bytes:
    """Returns the body of a request.

    Args:
        request: Whose.
        most: Bytes.

    Raises:
        ValueError: It is longer.
        ClientDisconnect: The browser went away.
    """
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise ValueError
    return body
