"""What the program in cortex-m must print, computed without this library: Python's hmac, base64, json and urllib."""

import base64
import hashlib
import hmac
import json
from urllib.parse import quote

ENDPOINT = "https://contoso.webpubsub.azure.com"
KEY = "c2VjcmV0LWtleS1mb3ItdGVzdHMtb25seS0wMDAwMDE="
NOW = 1_795_487_212


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def token(claims: dict) -> str:
    parts = [{"alg": "HS256", "typ": "JWT"}, claims]
    text = ".".join(encoded(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    return f"{text}.{encoded(hmac.digest(KEY.encode(), text.encode(), hashlib.sha256))}"


def request(method: str, path: str, query: list[tuple[str, str]], content_type: str = "-", body: str = "") -> None:
    pairs = [("api-version", "2024-12-01"), *query]
    url = f"{ENDPOINT}/api/hubs/chat{path}?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs)
    print(f"{method} {url}")
    print(f"authorization Bearer {token({'aud': url, 'exp': NOW + 300})}")
    print("accept application/json")
    print(f"content-type {content_type}")
    print(f"body {body}")


# Declare, request and authorize.
request("POST", "/:send", [], "text/plain", "hello from a bare machine")
request(
    "POST",
    f"/groups/{quote('a/b cé', safe='')}/:send",
    [
        ("excluded", "conn-1"),
        ("excluded", "conn+2"),
        ("filter", "userId ne 'o''hara'"),
        ("messageTtlSeconds", "60"),
    ],
    "application/json",
    json.dumps(["x", "y"], separators=(",", ":")),
)
request("DELETE", "/connections/conn-1", [("reason", "over & out")])
print('rejected group: ".." would address the whole hub (path segments "." and ".." cannot be encoded)')
access = {
    "aud": f"{ENDPOINT}/client/hubs/chat",
    "exp": NOW + 5 * 60,
    "iat": NOW,
    "role": ["webpubsub.sendToGroup.lobby"],
    "sub": "ann",
    "webpubsub.group": ["lobby"],
}
print(f"client {ENDPOINT.replace('http', 'ws', 1)}/client/hubs/chat?access_token={token(access)}")

# Parse and decide. The backoff is a quarter of the second one's range, which is one second.
print("202 true")
print('400: InvalidRequest: no such hub; request Some("r-1"); wait Some(10s)')
print("404 Some(false)")
print("token t.o.k")
print("429: 250, 250")
print("503 with Retry-After: 7000, 7000")
print("503: -1, 250")
print("not sent: 250, 250")
print("timeout: -1, 250")

# Receive.
print(f"ce-signature sha256={hmac.digest(KEY.encode(), b'conn-1', hashlib.sha256).hex()}")
print("reading of conn-1 by ann: 21.5 °C")
print(f"state {base64.b64encode(json.dumps({'count': 7}).encode()).decode()}")
print("200")
print("content-type: text/plain; charset=utf-8")
print("ce-connectionstate: ")
print("body taken: 21.5 °C")
print("no key of this application made the signature for this connection")
print("401")
print("body ")
print("heap left in use: 0")
