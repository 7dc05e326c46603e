"""Stands between a tool and a Firefox that speak WebDriver BiDi, where the tool knows more of it than the browser.

    python -m tests.helpers.bidi FIREFOX ARGUMENT...

starts the browser and says on which address it listens, as the browser itself does. What the browser does not know
of the commands that make it seem another device is answered as if it were done: each page is told so by the tool,
whatever a test asks for.
"""

import asyncio
import json
import re
import sys
from asyncio.subprocess import PIPE

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

_LISTENS = "WebDriver BiDi listening on "
_SEEMING = "emulation."


async def main() -> int:
    """Runs the browser until it ends."""
    browser = await asyncio.create_subprocess_exec(*sys.argv[1:], stderr=PIPE)
    assert browser.stderr
    address = ""
    async for line in browser.stderr:
        if found := re.search(rf"{_LISTENS}(ws://\S+)", line.decode()):
            address = found[1]
            break
        sys.stderr.buffer.write(line)

    async def handle(tool: ServerConnection) -> None:
        assert tool.request
        async with connect(f"{address}{tool.request.path}", max_size=None, compression=None) as there:
            asked: dict[int, str] = {}
            await asyncio.gather(_ask(tool, there, asked), _answer(there, tool, asked))

    async with serve(handle, "127.0.0.1", 0, max_size=None, compression=None) as server:
        port = server.sockets[0].getsockname()[1]
        print(f"{_LISTENS}ws://127.0.0.1:{port}", file=sys.stderr, flush=True)
        async for line in browser.stderr:
            sys.stderr.buffer.write(line)
        return await browser.wait()


async def _ask(tool: ServerConnection, browser: ClientConnection, asked: dict[int, str]) -> None:
    async for message in tool:
        command = json.loads(message)
        asked[command["id"]] = command["method"]
        await browser.send(message)
    await browser.close()


async def _answer(browser: ClientConnection, tool: ServerConnection, asked: dict[int, str]) -> None:
    async for message in browser:
        answer = json.loads(message)
        method = asked.pop(answer.get("id"), "")
        if answer.get("error") == "unknown command" and method.startswith(_SEEMING):
            message = json.dumps({"type": "success", "id": answer["id"], "result": {}})
        await tool.send(message)
    await tool.close()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
