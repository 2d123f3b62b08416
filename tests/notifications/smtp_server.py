"""A mail server that keeps what it takes, and can be told how to behave."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message


class Conversation(socketserver.StreamRequestHandler):
    server: "MailServer"

    def handle(self) -> None:
        self.server.conversations += 1
        self.say("220 ready")
        for line in self.rfile:
            verb = line.split()[0].upper().decode() if line.split() else ""
            if verb == "QUIT":
                self.say("221 bye")
                return
            if verb == "DATA":
                self.take()
            elif verb == "RCPT":
                self.say(self.server.answer_to_recipient)
            else:
                self.say("250 fine")

    def take(self) -> None:
        self.say("354 go on")
        lines = list(iter(self.rfile.readline, b".\r\n"))
        self.server.arrived.set()
        # Whoever waits here has sent everything but got no answer yet.
        self.server.may_answer.wait(20)
        if self.is_alone():
            return
        self.server.taken.append(message_from_bytes(b"".join(lines)))
        self.say("250 taken")

    def is_alone(self) -> bool:
        """Whether the other side is gone, so that there is nobody to answer to."""
        try:
            said = self.request.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        return not said

    def say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.conversations = 0
        self.taken: list[Message] = []
        self.arrived = threading.Event()
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.answer_to_recipient = "250 fine"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing when the other side was killed: that is what is tried."""


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.may_answer.set()
        server.shutdown()
