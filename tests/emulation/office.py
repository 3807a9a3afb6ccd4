"""An office's sign-in (OpenID Connect) on this machine: it lets everybody in as `claims` say."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt

CLIENT, SECRET = "neu-guong", "bi-mat-cua-co-quan-dai-du-ba-muoi-hai-ky-tu"


def office_at(server: str, field_name: str = "sub") -> dict:
    """Return the settings of an office whose server is there."""
    facts = {"server_url": server, "uid_field": field_name}
    app = {"provider_id": "office", "name": "office", "client_id": CLIENT, "secret": SECRET, "settings": facts}
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


@dataclass
class Office:
    """The server, what it says of whoever comes, and what it was asked."""

    address: str
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "0042", "preferred_username": "lan@tinh.gov.vn"})
    asked: list[tuple[str, dict]] = field(default_factory=list)
    audience: str = CLIENT

    def document(self) -> dict:
        """Say where what is."""
        paths = {
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "userinfo_endpoint": "me",
            "jwks_uri": "keys",
        }
        found = {name: f"{self.address}/{path}" for name, path in paths.items()}
        return found | {"issuer": self.address, "token_endpoint_auth_methods_supported": ["client_secret_post"]}

    def token(self) -> dict:
        """Return what the code is exchanged for."""
        now = int(time.time())
        facts = {"iss": self.address, "aud": self.audience, "iat": now, "exp": now + 60} | self.claims
        return {"access_token": "x", "token_type": "Bearer", "id_token": jwt.encode(facts, SECRET, algorithm="HS256")}


@contextmanager
def open_office() -> Iterator[Office]:
    """Serve on a free port of this machine while the block runs."""
    office = Office("")

    class Desk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.say(office.document() if "well-known" in self.path else office.claims)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            office.asked.append((self.path, {name: values[0] for name, values in parse_qs(body).items()}))
            self.say(office.token())

        def say(self, answer: dict) -> None:
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Desk) as server:
        office.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield office
        finally:
            server.shutdown()
