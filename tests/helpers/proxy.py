"""A reverse proxy as operators put it before the app."""

import re
import socket
import socketserver
import threading

from tests.helpers.patience import SECONDS


class Proxy:
    """A reverse proxy before a server on this machine, sockets too; a context manager.

    Args:
        port: The server's; it may be said later.
        path: Under which it serves that server's root.
        sets_host: Whether it sets the `Host` of the server, as some do, and does not pass on what came.
        headers: Lines that it adds to each request.
    """

    def __init__(
        self, port: int, *, path: str = "", sets_host: bool = False, headers: tuple[str, ...] = ()
    ) -> None:
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                outer.forward(self.request)

        self.port = port
        self._path, self._sets_host, self._headers = path.encode(), sets_host, headers
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def forward(self, client) -> None:
        """Passes one connection on, with the path and the headers that the server is to see."""
        head = b""
        while b"\r\n\r\n" not in head:
            part = client.recv(65536)
            if not part:
                return
            head += part
        line, rest = head.split(b"\r\n", 1)
        line = line.replace(b" " + self._path, b" ", 1).replace(b"  ", b" /") if self._path else line
        if self._sets_host:
            rest = re.sub(rb"(?i)(?m)^host: [^\r]*", f"Host: 127.0.0.1:{self.port}".encode(), rest)
        rest = "".join(f"{header}\r\n" for header in self._headers).encode() + rest
        if b"upgrade: websocket" not in rest.lower():
            rest = re.sub(rb"(?i)connection: [^\r]*", b"Connection: close", rest)
        with socket.create_connection(("127.0.0.1", self.port)) as server:
            server.sendall(line + b"\r\n" + rest)
            back = threading.Thread(target=pump, args=(server, client), daemon=True)
            back.start()
            pump(client, server)
            back.join(SECONDS)

    def __enter__(self) -> "Proxy":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def pump(source, target) -> None:
    """Copies bytes until one side is gone."""
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass
