# SPDX-License-Identifier: GPL-2.0-only
"""cocci_source - what of a C file the semantic patches have to see.

spatch matches every rule in every function of a file, and few functions hold a word of the
protocol. The others are taken out here, before it starts, and no line or column moves. A
function stays when a rule's head says so, and so do the functions that call it, where the
rule looks at callers. Of what stands between the functions, that stays which a rule's head
names, and which declares a name that is used in what stays. Kernel style is assumed, as in
plant_source: where it does not hold, more stays than is needed.
"""
import functools
import re

import plant_source as src

WORD = re.compile(r"\w+")
BUFFER = re.compile(r"skb|sk_buff")
# Whose callers are all in the file. The second is a macro for it.
LOCAL = re.compile(r"[^({]*(\bstatic\b|_SCOPE\b)")
CONDITIONAL = re.compile(r"^[ \t]*#[ \t]*(if|endif)", re.M)
# A comment, or what may look as if it held one.
COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
DEFINE = re.compile(r"\s*#\s*define\s+(\w+)")
INCLUDE = re.compile(r"\s*#\s*include\b")
# What a declaration makes known: a word in front of one of these, or a pointer to a function.
DECLARED = re.compile(r"(\w+)\s*[(=[;]|\(\s*\*\s*(\w+)")
LIST = re.compile(r"(\w+)\s*[,=[;]")
BRACKET = re.compile(r"[][(){}]")
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


def callers(source, of, depth):
    """Indices of the functions with a buffer that lead to those of the functions @of that are local."""
    found, seen = set(), set()
    near = [i for i, b in enumerate(source.bodies) if BUFFER.search(b)]
    names = {source.functions[i].name for i in of if LOCAL.match(source.bodies[i])}
    while names and depth:
        seen |= names
        step = {i for i in near if source.words(i) & names}
        found |= step
        names = {source.functions[i].name for i in step if LOCAL.match(source.bodies[i])} - seen
        depth -= 1
    return found


def whole(text):
    """Whether each #if of the text ends in it."""
    marks = CONDITIONAL.findall(text)
    return marks.count("if") == marks.count("endif")


def uncommented(text):
    return COMMENT.sub(lambda m: blank(m.group(0)) if m.group(0)[0] == "/" else m.group(0), text)


def pieces(text):
    """What stands between functions, in declarations and directives."""
    out, piece, depth, directive = [], [], 0, False
    for line in text.splitlines(keepends=True):
        code = line.strip()
        if not piece:
            if not code:
                out.append(line)
                continue
            directive = code[0] == "#"
        piece.append(line)
        if directive:
            ends = code[-1:] != "\\"
        else:
            if BRACKET.search(code):
                depth += sum(map(code.count, "({[")) - sum(map(code.count, ")}]"))
            ends = depth <= 0 and code[-1:] in ("", ";", "}")
        if ends:
            out.append("".join(piece))
            piece, depth = [], 0
    return out + ["".join(piece)] if piece else out


class Piece:
    """A declaration or a directive between two functions."""

    def __init__(self, text):
        self.text, self.names = text, set()
        define = DEFINE.match(text)
        if define:
            self.names = {define.group(1)}
        elif "enum" in text:
            self.names = set(WORD.findall(text))
        else:
            head, brace, _ = text.partition("{")
            self.names = {x or y for x, y in DECLARED.findall(head)}
            if brace:
                # A tag, and what is declared behind the structure.
                self.names |= set(WORD.findall(head)[-1:]) | set(WORD.findall(text[text.rfind("}"):]))
            elif "(" not in text:
                self.names |= set(LIST.findall(text))
        directive = not define and text.lstrip().startswith("#")
        self.dead = bool(not text.strip() or INCLUDE.match(text))
        self.sure = directive or not whole(text)


class Source:
    """A file's text and its functions."""

    def __init__(self, path):
        self.text = read(path)
        self.functions = src.functions(self.text)
        self.bodies = [self.text[f.start:f.end] for f in self.functions]

        self.known = {}

    def words(self, i):
        """Those of the function @i."""
        if i not in self.known:
            self.known[i] = frozenset(WORD.findall(self.bodies[i]))
        return self.known[i]

    @functools.cached_property
    def between(self):
        """The pieces in front of each function, and those behind the last."""
        ends = [0] + [f.end for f in self.functions]
        starts = [f.start for f in self.functions] + [len(self.text)]
        return [[Piece(x) for x in pieces(uncommented(self.text[a:b]))] for a, b in zip(ends, starts)]


def read(path):
    """Bytes as they are, a character each: columns count bytes."""
    with open(path, encoding="latin-1", newline="") as f:
        return f.read()


def used(source, keep, rules):
    """The pieces that stay beside the functions @keep."""
    names = set().union(*(source.words(i) for i in keep))
    rest = [p for gap in source.between for p in gap if not p.dead]
    out = {p for p in rest if p.sure or any(r.in_function(p.text) or r.outside(p.text) for r in rules)}
    for p in out:
        names |= set(WORD.findall(p.text))
    grown = True
    while grown:
        more = {p for p in rest if p not in out and p.names & names}
        for p in more:
            names |= set(WORD.findall(p.text))
        out |= more
        grown = bool(more)
    return out


def shortened(source, rules):
    """The text without what none of the rules can match in; None: nothing is left."""
    of, keep = source.functions, set()
    for rule in rules:
        hot = {i for i, b in enumerate(source.bodies) if rule.in_function(b)}
        keep |= hot
        if rule.callees and hot:
            words = set().union(*(source.words(i) for i in hot))
            keep |= {i for i, f in enumerate(of) if f.name in words and rule.in_callee(source.bodies[i])}
        if rule.callers and hot:
            keep |= callers(source, hot, rule.callers)
    if not keep:
        return None
    keep |= {i for i, b in enumerate(source.bodies) if not whole(b)}
    stays, out = used(source, keep, rules), []
    for i, gap in enumerate(source.between):
        out += [p.text if p in stays else "\n" * p.text.count("\n") for p in gap]
        if i < len(of):
            out.append(source.bodies[i] if i in keep else "\n" * source.bodies[i].count("\n"))
    return undisguised("".join(out))
