# SPDX-License-Identifier: GPL-2.0-only
"""client - a small language client: what the tests of the server are written with."""
import json
import os
import queue
import subprocess
import threading
import time
import urllib.parse

SKBOWN = os.environ.get("SKBOWN", os.path.abspath("build/skbown"))
WAIT = 500      # seconds until a test gives up; nothing depends on how fast it is

CAPABILITIES = {
    "general": {"positionEncodings": ["utf-8", "utf-16"]},
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": True, "codeDescriptionSupport": True,
                               "versionSupport": True},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
    },
    "workspace": {"workspaceEdit": {"documentChanges": True},
                  "didChangeWatchedFiles": {"dynamicRegistration": True}},
    "window": {"workDoneProgress": True},
}


def uri(path):
    return "file://" + urllib.parse.quote(os.path.abspath(path))


class Client:
    """A server, and what it has said."""

    def __init__(self, *args, env=None, program=None):
        self.proc = subprocess.Popen([program or SKBOWN, "lsp", *args], stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE, env=env)
        self.inbox = queue.Queue()
        self.diagnostics = {}   # uri -> the last publishDiagnostics
        self.published = 0
        self.shown, self.logged, self.progress, self.asked = [], [], [], []
        self.replies = {}
        self.texts, self.versions = {}, {}
        self.log = None
        self.id = 0
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        out = self.proc.stdout
        while True:
            length = None
            while (line := out.readline()) not in (b"\r\n", b""):
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not line:
                break
            self.inbox.put(json.loads(out.read(length)))
        self.inbox.put(None)

    def raw(self, data):
        self.proc.stdin.write(data)
        self.proc.stdin.flush()

    def send(self, **message):
        message["jsonrpc"] = "2.0"
        if self.log is not None:
            self.log.append(("-->", message))
        body = json.dumps(message).encode()
        self.raw(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def notify(self, method, **params):
        self.send(method=method, params=params)

    def ask(self, method, **params):
        """Sends a request; its id."""
        self.id += 1
        self.send(id=self.id, method=method, params=params)
        return self.id

    def request(self, method, **params):
        """Sends a request and waits: its result, or the error as {"error"}."""
        return self.reply(self.ask(method, **params))

    def reply(self, rid):
        self.until(lambda: rid in self.replies)
        msg = self.replies.pop(rid)
        return msg["result"] if "error" not in msg else {"error": msg["error"]}

    def take(self, msg):
        if self.log is not None:
            self.log.append(("<--", msg))
        method, params = msg.get("method"), msg.get("params")
        if method == "textDocument/publishDiagnostics":
            self.diagnostics[params["uri"]] = params
            self.published += 1
        elif method == "window/showMessage":
            self.shown.append(params["message"])
        elif method == "window/logMessage":
            self.logged.append(params["message"])
        elif method == "$/progress":
            self.progress.append(params)
        elif method:
            self.asked.append(msg)
            self.send(id=msg["id"], result=None)
        else:
            self.replies[msg["id"]] = msg

    def until(self, done):
        end = time.monotonic() + WAIT
        while not done():
            msg = self.inbox.get(timeout=max(0.1, end - time.monotonic()))
            if msg is None:
                raise EOFError("the server is gone")
            self.take(msg)

    # --- what an editor does ---

    def start(self, folder=".", capabilities=None, **options):
        answer = self.request("initialize", processId=os.getpid(), rootUri=uri(folder),
                              capabilities=capabilities or CAPABILITIES,
                              initializationOptions={"debounce": 0, **options})
        self.utf8 = answer["capabilities"]["positionEncoding"] == "utf-8"
        self.notify("initialized")
        return answer

    def open(self, path, text=None):
        if text is None:
            with open(path, encoding="utf-8") as f:
                text = f.read()
        self.texts[path], self.versions[path] = text, 1
        self.notify("textDocument/didOpen", textDocument={
            "uri": uri(path), "languageId": "c", "version": 1, "text": text})

    def change(self, path, *changes):
        """Each change is a text, or (start, end, text) with places as pairs."""
        self.versions[path] += 1
        self.notify("textDocument/didChange", textDocument={
            "uri": uri(path), "version": self.versions[path]},
            contentChanges=[{"text": c} if isinstance(c, str) else {
                "range": {"start": {"line": c[0][0], "character": c[0][1]},
                          "end": {"line": c[1][0], "character": c[1][1]}},
                "text": c[2]} for c in changes])

    def close(self, path):
        self.notify("textDocument/didClose", textDocument={"uri": uri(path)})

    def found(self, path):
        """The diagnostics of the newest version of an opened file."""
        u = uri(path)
        self.until(lambda: self.diagnostics.get(u, {}).get("version") == self.versions[path])
        return self.diagnostics[u]["diagnostics"]

    def of(self, path, method, **params):
        return self.request(method, textDocument={"uri": uri(path)}, **params)

    def actions(self, path, diagnostic):
        return self.of(path, "textDocument/codeAction", range=diagnostic["range"],
                       context={"diagnostics": [diagnostic]})

    def stop(self):
        """As the specification wants it; the exit status."""
        self.request("shutdown")
        self.notify("exit")
        return self.proc.wait(WAIT)


def rules(diagnostics):
    return sorted((d["range"]["start"]["line"] + 1, d["code"]) for d in diagnostics)
