# SPDX-License-Identifier: GPL-2.0-only
"""protocol - sessions with the language server, as TAP."""
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback

import edits
from client import CAPABILITIES, SKBOWN, Client, rules, uri

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.."))
FLAGS = ["--", "-I" + TOP + "/include", "-I" + TOP + "/include/kernel", "-std=gnu11"]
UTF16 = json.loads(json.dumps(CAPABILITIES))
UTF16["general"]["positionEncodings"] = ["utf-16"]

count = failed = 0


def tell(good, name, *why):
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {name}")
    if not good:
        for w in why:
            print(f"# {str(w)[:1500]}")


def same(name, got, want):
    tell(got == want, name, f"got {got!r}", f"wanted {want!r}")


HEAD = "#include <linux/skbuff.h>\n#include <net/sock.h>\n"
# 1-based lines 3 to 8; the finding stands in line 6.
BAD = HEAD + """\
void foo_reset(struct sk_buff *skb, struct sk_buff_head *list)
{
\tif (skb->destructor)
\t\tskb->destructor(skb);
\tskb_queue_tail(list, skb);
}
"""
FOUND = [(6, "destructor-called-directly")]


WRITTEN = set()


def write(name, text):
    WRITTEN.add(os.path.abspath(name))
    os.makedirs(os.path.dirname(os.path.abspath(name)), exist_ok=True)
    with open(name, "w", encoding="utf-8") as f:
        f.write(text)


def apply(client, path, edit):
    """Applies a workspace edit as an editor would: the change is sent, too."""
    [change] = edit["documentChanges"]
    same("the edit is of the newest version", change["textDocument"]["version"],
         client.versions[path])
    lines = client.texts[path].split("\n")
    for e in change["edits"]:
        a, b = e["range"]["start"], e["range"]["end"]
        client.change(path, ((a["line"], a["character"]), (b["line"], b["character"]), e["newText"]))
        whole = "\n".join(lines).encode()
        starts = [0]
        for line in whole.split(b"\n"):
            starts.append(starts[-1] + len(line) + 1)
        text = whole[:starts[a["line"]] + a["character"]] + e["newText"].encode() + \
            whole[starts[b["line"]] + b["character"]:]
        client.texts[path] = text.decode()
        lines = client.texts[path].split("\n")


def child_of(client):
    with open(f"/proc/{client.proc.pid}/task/{client.proc.pid}/children") as f:
        return [int(x) for x in f.read().split()]


# --- the protocol ---

def lifecycle():
    c = Client(*FLAGS)
    same("a request before initialize is refused",
         c.request("textDocument/hover")["error"]["code"], -32002)
    answer = c.start()
    same("utf-8 is chosen where it is offered", answer["capabilities"]["positionEncoding"], "utf-8")
    same("who it is", answer["serverInfo"]["name"], "skbown")
    same("initialize twice", c.request("initialize")["error"]["code"], -32600)
    same("an unknown request", c.request("textDocument/foo")["error"]["code"], -32601)
    same("a document that is not open",
         c.request("textDocument/hover", textDocument={"uri": "file:///x.c"})["error"]["code"], -32602)
    c.notify("$/unknown")
    c.notify("textDocument/didClose", textDocument={"uri": "file:///x.c"})
    c.until(lambda: c.asked)
    same("files are watched where the client can", c.asked[0]["method"], "client/registerCapability")
    c.request("shutdown")
    same("a request after shutdown", c.request("textDocument/hover")["error"]["code"], -32600)
    c.notify("exit")
    same("exit after shutdown", c.proc.wait(), 0)
    c = Client(*FLAGS)
    c.notify("exit")
    same("exit without shutdown", c.proc.wait(), 1)
    c = Client(*FLAGS)
    c.start(capabilities={})
    c.proc.stdin.close()
    same("standard input is closed", c.proc.wait(), 1)


def garbage():
    c = Client(*FLAGS)
    c.start(capabilities={})
    bad = [
        (b"hello\r\n\r\n", -32700, "a header that is none"),
        (b"Content-Length: x\r\n\r\n", -32700, "a length that is none"),
        (b"Content-Length: 4\r\n\r\n{\"a\"", -32700, "a body that is no JSON"),
        (b"Content-Length: 3\r\n\r\n\xff\xfe\x00", -32700, "a body that is no UTF-8"),
        (b"Content-Length: 2\r\n\r\n[]", -32600, "a body that is no message"),
        (b"Content-Length: 10\r\n\r\n{\"id\":[1]}", -32600, "an id that is none"),
        (b"Content-Length: 70000000\r\n\r\n" + b"x" * 70000000, -32700, "a message too large"),
        (b"\x00" * 100000, -32700, "no header at all"),
    ]
    for data, code, name in bad:
        c.raw(data)
        c.until(lambda: None in c.replies)
        same(name, c.replies.pop(None)["error"]["code"], code)
    same("and it goes on", c.request("textDocument/foo")["error"]["code"], -32601)
    body = json.dumps({"jsonrpc": "2.0", "id": "a", "method": "x"}).encode()
    for b in b"content-type: x\r\nCONTENT-LENGTH:  %d \r\n\r\n%s" % (len(body), body):
        c.raw(bytes([b]))
    c.until(lambda: "a" in c.replies)
    same("byte by byte", c.replies["a"]["error"]["code"], -32601)
    same("status", c.stop(), 0)


# --- diagnostics ---

def diagnostics():
    c = Client(*FLAGS)
    c.start()
    write("bad.c", BAD)
    c.open("bad.c")
    d = c.found("bad.c")
    same("a finding", rules(d), FOUND)
    same("its range", d[0]["range"], {"start": {"line": 5, "character": 2},
                                      "end": {"line": 5, "character": 17}})
    same("its level", d[0]["severity"], 2)
    same("its source", d[0]["source"], "skbown")
    tell(d[0]["codeDescription"]["href"].endswith("/destructor-called-directly.md"), "its page")
    same("its path", [r["location"]["range"]["start"]["line"] for r in d[0]["relatedInformation"]],
         [4, 5])
    tell(len(d[0]["data"]["fingerprint"]) == 16, "its fingerprint")
    fix, suppress, explain = c.actions("bad.c", d[0])
    same("the repair is offered", fix["title"], "Change to skb_orphan(skb);")
    apply(c, "bad.c", fix["edit"])
    same("repaired: nothing is found", c.found("bad.c"), [])
    same("nothing to do", c.of("bad.c", "textDocument/codeAction", range=d[0]["range"],
                               context={"diagnostics": []}), [])
    c.change("bad.c", BAD)
    c.texts["bad.c"] = BAD
    same("as it was", rules(c.found("bad.c")), FOUND)
    suppress = c.actions("bad.c", d[0])[1]
    apply(c, "bad.c", suppress["edit"])
    tell("\n\t\t/* skbown: ignore destructor-called-directly -- REASON */\n" in c.texts["bad.c"],
         "the comment to suppress it", c.texts["bad.c"])
    same("suppressed: nothing is found", c.found("bad.c"), [])
    page = c.request("workspace/executeCommand", command="skbown.explain",
                     arguments=["destructor-called-directly"])
    tell("## What it does" in page["page"], "the rule's page")
    same("no such rule", c.request("workspace/executeCommand", command="skbown.explain",
                                   arguments=["x"])["error"]["code"], -32602)
    c.change("bad.c", BAD)
    c.found("bad.c")
    c.close("bad.c")
    c.until(lambda: not c.diagnostics[uri("bad.c")].get("version"))
    same("closed: nothing is shown", c.diagnostics[uri("bad.c")]["diagnostics"], [])
    same("status", c.stop(), 0)


def typing():
    c = Client(*FLAGS)
    c.start()
    c.open("typed.c", "")
    same("an empty new file", c.found("typed.c"), [])
    for n in range(7, len(BAD), 23):
        c.change("typed.c", BAD[:n])
    c.change("typed.c", BAD)
    same("typed to its end", rules(c.found("typed.c")), FOUND)
    c.change("typed.c", ((6, 0), (6, 0), "\tif (skb->\n"))
    d = c.found("typed.c")
    same("half-typed code is said to be not looked at", [x["code"] for x in d], ["not-analysed"])
    same("as information", d[0]["severity"], 3)
    c.change("typed.c", ((6, 0), (7, 0), ""))
    same("and found again", rules(c.found("typed.c")), FOUND)
    c.change("typed.c", ((2, 0), (2, 0), "struct foo;\n"), ((0, 0), (0, 0), "\n\n"),
             ((99, 99), (100, 0), "int last;"))
    same("several changes at once", rules(c.found("typed.c")), [(9, FOUND[0][1])])
    c.change("typed.c", ((5, 0), (2, 0), "x"), ((2, 0), (2, 0), ""))
    c.found("typed.c")
    tell(c.logged, "a change from behind to before is left out")
    c.change("typed.c", BAD.replace("\n", "\r\n"))
    same("lines as others end them", rules(c.found("typed.c")), FOUND)
    c.change("typed.c", "int x;\0int y;")
    same("a NUL in the text", [x["code"] for x in c.found("typed.c")], ["not-analysed"])
    c.change("typed.c", BAD + "/* x */\n" * 100000)
    same("a hundred thousand lines", rules(c.found("typed.c")), FOUND)
    tell(not os.path.exists("typed.c"), "nothing was written")
    same("status", c.stop(), 0)


def all_of(client):
    """Everything that is shown."""
    client.request("textDocument/foo")      # headers are told of after the file
    return sorted((u, json.dumps(p["diagnostics"], sort_keys=True))
                  for u, p in client.diagnostics.items() if p["diagnostics"])


def differs_from_new(client, path, text):
    """Does a server that has never seen the file show something else?"""
    new = Client(*FLAGS)
    new.start()
    new.open(path, text)
    new.found(path)
    old, fresh = all_of(client), all_of(new)
    new.stop()
    return old != fresh and (old, fresh)


# Findings of functions hang on what others do, above and below; conditions of the preprocessor.
AGAIN = HEAD + """\
#define PUT(sk) sock_put(sk)
static void foo_drop(struct sk_buff *skb);
struct foo {
\tstruct sock *sk;
};
static void foo_put(struct foo *f)
{
\tPUT(f->sk);
}
int foo_use(struct foo *f, struct sk_buff *skb, int n)
{
#ifdef CONFIG_NONE
\tskb->sk = NULL;
#endif
\tsock_hold(f->sk);
\tif (n > 3)
\t\treturn -1;
\tfoo_put(f);
\tfoo_drop(skb);
\treturn 0;
}
static void foo_drop(struct sk_buff *skb)
{
\tif (skb->destructor)
\t\tskb->destructor(skb);
\tkfree_skb(skb);
}
int foo_last(struct sk_buff *skb)
{
\tskb->sk = NULL;
\treturn skb->len;
}
void foo_late(struct foo *f)
{
\tif (f)
\t\tPUT(f->sk);
\tPUT(f->sk);
}
static void bar_put(struct foo *f)
{
\tsock_put(f->sk);
}
int bar_use(struct foo *f, int n)
{
\tsock_hold(f->sk);
\tif (n)
\t\treturn -1;
\tbar_put(f);
\treturn 0;
}
"""


def again():
    """Behind each change all is as if the file had just been opened."""
    c = Client(*FLAGS)
    c.start()
    write("again.c", AGAIN)
    c.open("again.c")
    c.found("again.c")
    steps = [("a line in a function", "\tPUT(f->sk);", "\tPUT(f->sk);\n\tPUT(f->sk);"),
             ("and not any more", "\tPUT(f->sk);\n\tPUT(f->sk);", "\tPUT(f->sk);"),
             ("a callee that does nothing", "\tPUT(f->sk);", "\t;"),
             ("and puts again", "\t;\n", "\tPUT(f->sk);\n"),
             ("another callee that does nothing", "\tsock_put(f->sk);", "\t(void)f;"),
             ("and puts", "\t(void)f;", "\n\tsock_put(f->sk);"),
             ("a finding moved down", "sock_hold(f->sk);", "sock_hold(f->sk);\n\n"),
             ("a callee that does something else", "kfree_skb(skb);", "skb_orphan(skb);"),
             ("a call that is gone", "\tfoo_drop(skb);\n\treturn", "\treturn"),
             ("and is back", "\tfoo_put(f);\n", "\tfoo_put(f);\n\tfoo_drop(skb);\n"),
             ("a brace too many", "sock_hold(f->sk);", "if (f) {\n\tsock_hold(f->sk);"),
             ("closed", "\tsock_hold(f->sk);\n", "\tsock_hold(f->sk);\n\t}\n"),
             ("a condition", "CONFIG_NONE", "__KERNEL__"),
             ("a macro that others use", "\tskb->sk = NULL;\n#endif", "#undef PUT\n#define PUT(sk) (void)(sk)\n#endif"),
             ("not any more", "#undef PUT\n#define PUT(sk) (void)(sk)\n#endif", "#endif"),
             ("a comment that does not end", "skb_orphan(skb);", "/* skb_orphan(skb);"),
             ("ends", "/* skb_orphan(skb);", "/* skb_orphan(skb); */"),
             ("another function for the address", "\tskb->sk = NULL;\n\treturn",
              "\tskb->destructor = foo_drop;\n\treturn"),
             ("a line above it", "\tif (n > 3)", "\n\tif (n > 3)"),
             ("an error in a function", "skb->len;", "skb->length;"),
             ("another one beside it", "PUT(f->sk);", "PUT(f->sk"),
             ("both gone", "skb->length;", "skb->len;"), ("", "PUT(f->sk", "PUT(f->sk);"),
             ("a record with no name but its line", "\tstruct sock *sk;\n",
              "\tstruct sock *sk;\n\tstruct {\n\t\tstruct sock *sk;\n\t} in;\n"),
             ("lines above it", "static void foo_drop", "\n\nstatic void foo_drop"),
             ("that is used", "\t\treturn -1;", "\t\treturn f->in.sk != f->sk;"),
             ("a parameter", "int foo_last(struct sk_buff *skb)", "int foo_last(struct sk_buff *skb, int n)"),
             ("a recursive call", "\treturn skb->len;", "\treturn foo_last(skb, n);"),
             ("a suppression", "\tskb->destructor = foo_drop;",
              "\t/* skbown: ignore destructor-without-sk -- x */\n\tskb->destructor = foo_drop;")]
    text, seen = AGAIN, set()
    for name, old, new in steps:
        if old not in text:
            tell(False, "again: " + name, text)
            continue
        at = text.index(old)
        before, end = text[:at], text[:at + len(old)]
        c.change("again.c", ((before.count("\n"), len(before) - before.rfind("\n") - 1),
                             (end.count("\n"), len(end) - end.rfind("\n") - 1), new))
        text = before + new + text[at + len(old):]
        c.found("again.c")
        why = differs_from_new(c, "again.c", text)
        tell(not why, "again: " + (name or "and the other"), *(why or ()))
        seen.add(str(all_of(c)))
    tell(len(seen) > 12, f"{len(seen)} different answers")
    c.close("again.c")
    rnd, wrong = random.Random(1), []
    for rule in ("missing-orphan", "sock-reference-leak", "charge-mismatch", "hold-on-dying-sock"):
        path = f"{TOP}/rules/{rule}/bad.c"
        with open(path, encoding="utf-8") as f:
            lines = f.read().split("\n")
        c.open(path)
        c.found(path)
        for _ in range(6):
            n, line = edits.edit(rnd, lines)
            lines = edits.apply(c, path, lines, n, line)
            c.found(path)
            why = differs_from_new(c, path, "\n".join(lines))
            if why:
                wrong.append((path, n + 1, line, *why))
        c.close(path)
        c.until(lambda: not c.diagnostics[uri(path)].get("version"))
    same("24 changes at random: what a new server says", wrong, [])
    c.stop()


def again_headers():
    """A header changes on disk, between two keys in a function of the file that includes it."""
    c = Client(*FLAGS)
    c.start()
    head = "#ifndef AGAIN\n#define AGAIN\n%sstatic inline void give(struct sock *sk)\n{\n\t%s\n}\n#endif\n"
    body = HEAD + '#include "give.h"\n' + """\
int take(struct sock *sk, int n)
{
\tsock_hold(sk);
\tif (n)
\t\treturn -1;
\tgive(sk);
\treturn 0;
}
"""
    write("give.h", head % ("", "sock_put(sk);"))
    write("take.c", body)
    c.open("take.c")

    def levels():
        return [(d["code"], d["severity"]) for d in c.found("take.c")]

    leak, maybe = [("sock-reference-leak", 2)], [("sock-reference-leak", 3)]
    same("a header's function puts", levels(), leak)
    for n, (first, inside, told, want) in enumerate([
            ("", "(void)sk;", False, maybe), ("", "sock_put(sk);", True, leak), ("", ";", True, maybe),
            ("/* x */\n\n", "sock_put(sk);", False, leak), ("#error no\n", ";", True, None)]):
        for _ in range(2):
            c.change("take.c", ((9, 0), (9, 0), " "))
            c.found("take.c")
        write("give.h", head % (first, inside))
        if told:
            c.diagnostics.clear()
            c.notify("workspace/didChangeWatchedFiles", changes=[{"uri": uri("give.h"), "type": 2}])
        else:
            c.change("take.c", ((9, 0), (9, 0), " "))
        if want is None:
            tell(("not-analysed", 3) in levels(), "a header with an error", levels())
        else:
            same(f"header {n}: {inside}{'' if told else ' and nobody told'}", levels(), want)
    c.stop()


def encodings():
    # Characters of one, two, three and four bytes before the finding.
    text = BAD.replace("\t\tskb->d", "/*aé漢😀*/ skb->d")
    for caps, columns in ((CAPABILITIES, 15), (UTF16, 10)):
        c = Client(*FLAGS)
        c.start(capabilities=caps)
        c.open("wide.c", text)
        d = c.found("wide.c")
        same("a column behind wide characters", d[0]["range"]["start"], {"line": 5, "character": columns})
        start, end = d[0]["range"]["start"], d[0]["range"]["end"]
        c.change("wide.c", ((5, start["character"]), (5, end["character"]), "skb_orphan"))
        same("an edit behind wide characters", c.found("wide.c"), [])
        c.change("wide.c", ((5, 5 if caps is UTF16 else 8), (5, 7 if caps is UTF16 else 12), ""),
                 ((5, start["character"] - (2 if caps is UTF16 else 4)), (5, 999), "skb->destructor(skb);"))
        same("an edit of a wide character", rules(c.found("wide.c")), FOUND)
        c.stop()


def headers():
    c = Client(*FLAGS)
    c.start()
    body = BAD.replace("void foo", "static inline void foo")
    write("foo.h", "#ifndef FOO\n#define FOO\n" + body + "#endif\n")
    write("user.c", '#include "foo.h"\nvoid bar(struct sk_buff *skb, struct sk_buff_head *l)\n'
          "{\n\tfoo_reset(skb, l);\n}\n")
    c.open("user.c")
    c.found("user.c")
    c.until(lambda: uri("foo.h") in c.diagnostics)
    same("a finding in a header", rules(c.diagnostics[uri("foo.h")]["diagnostics"]),
         [(8, "destructor-called-directly")])
    c.open("foo.h")
    same("the header opened: once", rules(c.found("foo.h")), [(8, "destructor-called-directly")])
    c.change("foo.h", ((7, 2), (7, 99), "skb_orphan(skb);"))
    c.until(lambda: c.diagnostics[uri("foo.h")]["diagnostics"] == [])
    tell(True, "changed and not saved: found in neither")
    c.stop()


# --- more than diagnostics ---

OWNS = HEAD + """\
void foo_own(struct sk_buff *skb, struct sock *sk)
{
\tskb_orphan(skb);
\tsock_hold(sk);
\tskb->sk = sk;
\tskb->destructor = sock_efree;
}
"""


def owners():
    c = Client(*FLAGS)
    c.start()
    c.open("own.c", OWNS)
    [lens] = c.of("own.c", "textDocument/codeLens")
    same("a lens", (lens["range"]["start"]["line"], lens["command"]["title"]),
         (6, "pays: sk_refcnt; refunded by sock_efree()"))

    def hover(line, character):
        h = c.of("own.c", "textDocument/hover", position={"line": line, "character": character})
        return h and h["contents"]["value"]

    tell("`destructor`: `sock_efree()`" in hover(6, 7), "hover on the pair", hover(6, 7))
    tell("gives back `sk_refcnt`" in hover(7, 22), "hover on a destructor", hover(7, 22))
    same("hover on nothing", hover(3, 0), None)
    c.change("own.c", ((8, 0), (8, 0), "\tif (skb->sk)\n\t\tsk->sk_err = 1;\n"))
    tell("* sk: sk (a full socket); destructor: sock_efree()\n" in hover(8, 11), "hover where the pair is read", hover(8, 11))
    c.change("own.c", ((4, 0), (5, 0), "\tif (skb->destructor)\n\t\tskb_orphan(skb);\n"))
    tell("as it came" in hover(4, 11), "hover before it is written", hover(4, 11))
    c.change("own.c", OWNS)
    c.open("bad.c", BAD)
    h = c.of("bad.c", "textDocument/hover", position={"line": 5, "character": 8})
    tell("## How to fix" in h["contents"]["value"], "hover on a finding: the rule's page")
    c.notify("workspace/didChangeConfiguration", settings={"skbown": {"codeLens": False}})
    same("lenses turned off", c.of("own.c", "textDocument/codeLens"), [])
    c.stop()


def waiting():
    c = Client(*FLAGS)
    c.start(pull=True, debounce=300)
    c.open("bad.c", BAD)
    r = c.of("bad.c", "textDocument/diagnostic")
    same("pulled", (r["kind"], rules(r["items"])), ("full", FOUND))
    c.change("bad.c", ((0, 0), (0, 0), "\n"))
    rid = c.ask("textDocument/diagnostic", textDocument={"uri": uri("bad.c")})
    c.notify("$/cancelRequest", id=rid)
    same("a cancelled request is answered", c.reply(rid)["error"]["code"], -32800)
    rid = c.ask("textDocument/diagnostic", textDocument={"uri": uri("bad.c")})
    c.close("bad.c")
    same("its document is closed", c.reply(rid)["error"]["code"], -32800)
    same("nothing is pushed then", c.published, 0)
    c.stop()


def scan():
    write("tree/a.c", BAD)
    write("tree/b/b.c", BAD)
    c = Client("--min-level=note", *FLAGS)
    c.start("tree")
    r = c.request("workspace/executeCommand", command="skbown.scan", workDoneToken="t")
    same("a check over the folder", r.get("findings"), 2)
    same("of a file that is not open", rules(c.diagnostics[uri("tree/b/b.c")]["diagnostics"]), FOUND)
    kinds = [p["value"]["kind"] for p in c.progress]
    tell(kinds[0] == "begin" and kinds[-1] == "end", "its progress", c.progress)
    reports = [p["value"] for p in c.progress if p["value"]["kind"] == "report"]
    tell(reports and reports[0]["message"].endswith(".c"), "which file it is at", c.progress)
    c.open("tree/a.c", "")
    same("what is open is not that of the disk", c.found("tree/a.c"), [])
    rid = c.ask("workspace/executeCommand", command="skbown.scan", arguments=[uri("tree")])
    c.notify("$/cancelRequest", id=rid)
    same("it can be cancelled", c.reply(rid)["error"]["code"], -32800)
    same("a folder that is not there", c.request("workspace/executeCommand", command="skbown.scan",
                                                 arguments=["/none"])["error"]["code"], -32803)
    same("status", c.stop(), 0)


# --- the ground ---

def ground():
    write("proj/x.c", "#ifdef WRONG\n" + BAD + "#endif\n")
    commands = [{"directory": os.path.abspath("proj"), "file": "x.c",
                 "arguments": ["cc", *FLAGS[1:], "-c", "x.c"]}]
    write("proj/compile_commands.json", json.dumps(commands))
    c = Client()
    c.start("proj")

    def changed(name):
        c.diagnostics.clear()
        c.notify("workspace/didChangeWatchedFiles", changes=[{"uri": uri(name), "type": 2}])

    c.open("proj/x.c")
    same("flags of compile_commands.json", rules(c.found("proj/x.c")), [])
    commands[0]["arguments"].insert(1, "-DWRONG")
    write("proj/compile_commands.json", json.dumps(commands))
    changed("proj/compile_commands.json")
    same("when they change", rules(c.found("proj/x.c")), [(7, FOUND[0][1])])
    write("proj/.skbown.yaml", "rules: [missing-orphan]\n")
    changed("proj/.skbown.yaml")
    same("a configuration", rules(c.found("proj/x.c")), [])
    write("proj/.skbown.yaml", "rules: [no-such-rule]\n")
    changed("proj/.skbown.yaml")
    same("a broken configuration", rules(c.found("proj/x.c")), [(1, "not-analysed")])
    c.change("proj/x.c", ((0, 0), (0, 0), "\n"))
    c.found("proj/x.c")
    same("is told of once", len([m for m in c.shown if "no-such-rule" in m]), 1)
    os.unlink("proj/.skbown.yaml")
    changed("proj/.skbown.yaml")
    same("and gone", rules(c.found("proj/x.c")), [(8, FOUND[0][1])])
    write("proj/model.c", "#include <linux/skbuff.h>\nvoid foo_ready(struct sk_buff *skb)\n{\n}\n")
    write("proj/.skbown.yaml", "models: [model.c]\n")
    changed("proj/.skbown.yaml")
    same("with a model", rules(c.found("proj/x.c")), [(8, FOUND[0][1])])
    write("proj/model.c", "this is no C\n")
    changed("proj/model.c")
    same("when it is broken", rules(c.found("proj/x.c")), [(1, "not-analysed")])
    tell(any("model.c:1:" in m for m in c.shown), "that is told of", c.shown)
    c.stop()


def crashes():
    c = Client(*FLAGS)
    c.start()
    c.open("bad.c", BAD)
    c.found("bad.c")
    [pid] = child_of(c)
    os.kill(pid, signal.SIGSTOP)
    c.change("bad.c", ((0, 0), (0, 0), "\n"))
    c.request("textDocument/foo")   # the change has arrived
    c.request("textDocument/foo")   # and has been handed on
    os.kill(pid, signal.SIGKILL)
    c.until(lambda: c.shown)
    tell("crash" in c.shown[0], "a crash is told of", c.shown)
    same("once", len(c.shown), 1)
    same("the text is said to be not looked at", rules(c.found("bad.c")), [(1, "not-analysed")])
    c.change("bad.c", ((0, 0), (1, 0), ""))
    same("the next text is", rules(c.found("bad.c")), FOUND)
    [pid] = child_of(c)
    os.kill(pid, signal.SIGKILL)
    c.change("bad.c", ((0, 0), (0, 0), "\n"))
    c.found("bad.c")
    c.change("bad.c", ((0, 0), (1, 0), ""))
    same("killed while idle", rules(c.found("bad.c")), FOUND)
    same("that is not told of", len(c.shown), 1)
    for i in range(200):
        c.open(f"many{i}.c", BAD if i % 50 == 0 else "int x;\n")
    same("two hundred files", sum(len(c.found(f"many{i}.c")) for i in range(200)), 4)
    same("status", c.stop(), 0)


# --- the same as on the command line ---

def checked(path, flags):
    out = subprocess.run([SKBOWN, "check", "--no-store", "--format", "json", path, *flags],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout
    return sorted((f["file"], f["line"], f["column"], f["rule"], f["message"], len(f["steps"]))
                  for f in json.loads(out)["findings"])


def shown(client, path):
    client.open(path)
    client.found(path)
    here = os.path.abspath(".")
    return sorted((os.path.relpath(u[len("file://"):], here), d["range"]["start"]["line"] + 1,
                   d["range"]["start"]["character"] + 1, d["code"], d["message"],
                   len(d.get("relatedInformation", [])))
                  for u, p in client.diagnostics.items() for d in p["diagnostics"]
                  if d["code"] != "not-analysed")


def identity():
    os.chdir(TOP)
    names = subprocess.run("ls rules/*/bad.c testdata/idioms/*.c | awk 'NR % 5 == 0'", shell=True,
                           capture_output=True, text=True, check=True).stdout.split()
    c = Client(*FLAGS)
    c.start(".")
    different = []
    for name in names:
        want = checked(name, FLAGS)
        got = shown(c, name)
        c.close(name)
        c.diagnostics.clear()
        if want != got:
            different.append((name, set(want) ^ set(got)))
    same(f"{len(names)} files: what is shown is what check finds", different, [])
    c.stop()


def main():
    here = os.getcwd()
    for part in (lifecycle, garbage, diagnostics, typing, again, again_headers, encodings, headers, owners, waiting, scan,
                 ground, crashes, identity):
        if len(sys.argv) > 1 and part.__name__ not in sys.argv[1:]:
            continue
        folder = tempfile.mkdtemp()
        os.chdir(folder)
        os.environ["XDG_CACHE_HOME"] = folder + "/cache"
        try:
            part()
        except Exception:   # what is left of this part cannot be told
            tell(False, part.__name__, *traceback.format_exc().split("\n"))
        files = {os.path.join(at, name) for at, _, names in os.walk(folder) for name in names}
        strange = [name for name in files - WRITTEN if not name.startswith(folder + "/cache/")]
        if strange:
            tell(False, part.__name__ + ": files that the server wrote", *strange)
        os.chdir(here)
        shutil.rmtree(folder)
    print(f"1..{count}\n{count - failed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
