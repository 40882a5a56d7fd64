# SPDX-License-Identifier: GPL-2.0-only
"""edits - what a hand may do to a text, at random, inside of functions."""
import re

NEW = ["\tif (!skb->sk) {", "\t}", "\tsock_hold(skb->sk);", "\tskb->destructor = sock_wfree;", "\tskb->sk = NULL;",
       "\tskb_orphan(skb);", "\tkfree_skb(skb);", "\treturn;", "/*", "#define y 1"]
NAMES = ["skb", "sk", "NULL", "sock_put", "x"]


def inside(text):
    """Numbers of the lines inside of functions that are whole statements."""
    depth = False
    for n, line in enumerate(text.split("\n")):
        if line in ("{", "}"):
            depth = line == "{"
        elif depth and re.fullmatch(r"\t+[^#\s/*].*;", line):
            yield n


def edit(rnd, lines):
    """A line's number and what it becomes: twice, nothing, half typed, another one, another name."""
    n = rnd.choice(list(inside("\n".join(lines))))
    line = lines[n]
    how = rnd.randrange(5)
    if how == 0:
        return n, line + "\n" + line
    if how == 1:
        return n, ""
    if how == 2:
        return n, line[:rnd.randrange(len(line))]
    if how == 3:
        return n, rnd.choice(NEW)
    return n, line.replace(rnd.choice(re.findall(r"\b[a-z_]+\b", line) or ["skb"]), rnd.choice(NAMES), 1)


def apply(client, path, lines, n, line):
    """Tells the client; the lines as they are then."""
    client.change(path, ((n, 0), (n, len(lines[n].encode())), line))
    return "\n".join(lines[:n] + [line] + lines[n + 1:]).split("\n")
