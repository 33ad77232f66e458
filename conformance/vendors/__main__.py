"""All vendors on one port, each on its own paths: python3 conformance/vendors

Prints its address, then a line for each request that it refuses. GET /usage tells what the
vendors bill, in OpenAI's way of counting."""

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from anthropic import Anthropic
from bedrock import Bedrock
from dashscope import DashScope
from gemini import Gemini
from ollama import Ollama
from openai_chat import Azure, OpenAiChat
from responses import Responses
from script import KEY, USAGE, Refused

VENDORS = [
    vendor()
    for vendor in (
        OpenAiChat, Azure, Anthropic, Bedrock, Gemini, Responses, DashScope, Ollama
    )
]  # fmt: skip
PAUSE = 0.002


def halves(event):
    """Cut in the middle, inside a character of several bytes where there is one."""
    cut = next((i for i, byte in enumerate(event) if byte & 0xC0 == 0x80), len(event) // 2)
    return [half for half in (event[:cut], event[cut:]) if half]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.path == "/usage":
            names = ("prompt", "cached", "written", "completion", "reasoning")
            usage = {
                dialect: {kind: dict(zip(names, row)) for kind, row in zip(("call", "text"), rows)}
                for dialect, rows in USAGE.items()
            }
            self.reply(200, usage)
        else:
            self.reply(404, {})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        vendor = next((vendor for vendor in VENDORS if vendor.serves(self.path)), None)
        if vendor is None:
            print(f"no vendor has the path {self.path}", flush=True)
            self.reply(404, {"error": {"message": f"no such path: {self.path}"}})
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            if not vendor.authorised(headers, KEY):
                raise Refused("wrong key or wrong header", 401, "invalid_api_key")
            self.answer(vendor, vendor.read(self.path, headers, self.json(body)))
        except (Refused, KeyError, TypeError, AttributeError, ValueError) as problem:
            refused = problem if isinstance(problem, Refused) else Refused(repr(problem))
            print(f"{vendor.dialect}: {refused}: {body.decode(errors='replace')}", flush=True)
            content, more = vendor.error(refused)
            self.reply(refused.status, content, more)

    def json(self, body):
        if not self.headers.get("content-type", "").startswith("application/json"):
            raise Refused(f"content-type: {self.headers.get('content-type')}", 415)
        return json.loads(body)

    def answer(self, vendor, turn):
        if not turn.stream:
            self.reply(200, vendor.answer(turn))
            return
        self.send_response(200)
        self.send_header("Content-Type", vendor.content_type)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for event in vendor.events(turn):
            for half in halves(event):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(half), half))
                self.wfile.flush()
                time.sleep(PAUSE)
        self.wfile.write(b"0\r\n\r\n")

    def reply(self, status, content, more=None):
        body = json.dumps(content, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (more or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(f"vendors on http://127.0.0.1:{server.server_address[1]}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
