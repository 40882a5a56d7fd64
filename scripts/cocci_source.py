# SPDX-License-Identifier: GPL-2.0-only
"""cocci_source - what of a C file the semantic patches have to see.

spatch matches every rule in every function of a file, and few functions hold a word of the
protocol. The others are taken out here, before it starts, and no line or column moves. A
function stays when a rule's head says so, and so do the functions that call it, where the
rule looks at callers. Kernel style is assumed, as in plant_source: where it does not hold,
more stays than is needed.
"""
import re

import plant_source as src

WORD = re.compile(r"\w+")
BUFFER = re.compile(r"skb|sk_buff")
CONDITIONAL = re.compile(r"^[ \t]*#[ \t]*(if|endif)", re.M)
# Stores in disguise, see rules/stores.iso: the opening, the place, the comma.
DISGUISE = re.compile(r"\b(?:(?:WRITE_ONCE|rcu_assign_pointer)\s*\(|smp_store_release\s*\(\s*&)"
                      r"(?=[^;,]*[>.](?:sk|destructor)\s*,)")


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def closing(text, at):
    """Where the bracket closes that was opened before @at, and its first comma."""
    depth, comma = 1, None
    for i in range(at, len(text)):
        if text[i] in "([":
            depth += 1
        elif text[i] in ")]":
            depth -= 1
        elif text[i] == "," and depth == 1 and comma is None:
            comma = i
        elif text[i] == ";":
            break
        if not depth:
            return i, comma
    return None, None


def undisguised(text):
    """@text with WRITE_ONCE(x, y) and its kin written as x = y, each at its place."""
    for m in list(DISGUISE.finditer(text)):
        end, comma = closing(text, m.end())
        if comma:
            text = (text[:m.start()] + blank(m.group(0)) + text[m.end():comma] + "="
                    + text[comma + 1:end] + " " + text[end + 1:])
    return text


def callers(of, bodies, names, depth):
    """Indices of the functions with a buffer that lead to one of @names."""
    words = [set(WORD.findall(b)) if BUFFER.search(b) else set() for b in bodies]
    found, seen = set(), set()
    while names and depth:
        seen |= names
        step = {i for i in range(len(of)) if words[i] & names}
        found |= step
        names = {of[i].name for i in step} - seen
        depth -= 1
    return found


def whole(text):
    """Whether each #if of the text ends in it."""
    marks = CONDITIONAL.findall(text)
    return marks.count("if") == marks.count("endif")


class Source:
    """A file's text and its functions."""

    def __init__(self, path):
        self.text = read(path)
        self.functions = src.functions(self.text)
        self.bodies = [self.text[f.start:f.end] for f in self.functions]


def read(path):
    """Bytes as they are, a character each: columns count bytes."""
    with open(path, encoding="latin-1", newline="") as f:
        return f.read()


def shortened(source, rules):
    """The text without the functions that none of the rules can match in; None: nothing is left."""
    text, of, bodies, keep = source.text, source.functions, source.bodies, set()
    for rule in rules:
        hot = {i for i, b in enumerate(bodies) if rule.in_function(b)}
        keep |= hot
        if rule.callers and hot:
            keep |= callers(of, bodies, {of[i].name for i in hot}, rule.callers)
    if not keep:
        return None
    out, at = [], 0
    for i, f in enumerate(of):
        if i not in keep and whole(bodies[i]):
            out += [text[at:f.start], "\n" * bodies[i].count("\n")]
            at = f.end
    return undisguised("".join(out) + text[at:])
