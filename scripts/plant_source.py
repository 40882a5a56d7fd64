# SPDX-License-Identifier: GPL-2.0-only
"""plant_source - where functions stand in a kernel source file, and how an edit is made there.

Kernel style is assumed: a body opens with "{" in the first column and closes with
"}" in the first column.  An edit is a replacement of the n-th occurrence of a few
words inside one function by as many lines as they had, so that line numbers do not move.
"""
import re

# Macros that make a whole function: the name is their first argument.
MAKERS = re.compile(r"^(BPF_CALL_\d|SYSCALL_DEFINE\d|COMPAT_SYSCALL_DEFINE\d)$")


class SourceError(Exception):
    pass


class Function:
    def __init__(self, name, start, body, end):
        self.name = name        # as written, without what macros put around it
        self.start = start      # offset of the first line of the signature
        self.body = body        # offset of the opening brace
        self.end = end          # offset behind the closing brace


def signature_start(lines, brace):
    """Index of the line in which the signature of the body at line @brace begins."""
    i = brace
    while i > 0:
        prev = lines[i - 1].rstrip()
        if not prev or prev.startswith(("#", "}")) or prev.endswith((";", "*/", "}")):
            break
        i -= 1
    return i


def signature_name(text):
    for m in re.finditer(r"(\w+)\s*\(", text):
        name = m.group(1)
        if name in ("__attribute__", "__printf", "__aligned"):
            continue
        if MAKERS.match(name):
            arg = re.match(r"\s*(\w+)", text[m.end():])
            return arg.group(1) if arg else None
        return name
    return None


def functions(text):
    """All function bodies of @text, in order."""
    lines = text.splitlines(keepends=True)
    offset = [0]
    for line in lines:
        offset.append(offset[-1] + len(line))
    found = []
    i = 0
    while i < len(lines):
        if not lines[i].startswith("{"):
            i += 1
            continue
        first = signature_start(lines, i)
        name = signature_name("".join(lines[first:i]))
        end = i + 1
        while end < len(lines) and not lines[end].startswith("}"):
            end += 1
        if name and end < len(lines):
            found.append(Function(name, offset[first], offset[i], offset[end] + 1))
        i = end + 1
    return found


def find_function(text, name):
    same = [f for f in functions(text) if f.name == name]
    if not same:
        raise SourceError("no function %s" % name)
    return same


def function_lines(text, function):
    """(first, last) line of each body of that name."""
    return [(text.count("\n", 0, f.start) + 1, text.count("\n", 0, f.end) + 1)
            for f in find_function(text, function)]


def apply_edit(text, function, before, after, nth=1):
    """@text with the @nth @before inside @function replaced by @after."""
    if before.count("\n") != after.count("\n"):
        raise SourceError("an edit keeps the number of lines")
    seen = 0
    for f in find_function(text, function):
        at = text.find(before, f.body, f.end)
        while at >= 0:
            seen += 1
            if seen == nth:
                return text[:at] + after + text[at + len(before):]
            at = text.find(before, at + 1, f.end)
    raise SourceError("%s: %d of %d occurrences of '%s'" % (function, seen, nth, before))


def plain(field):
    """What stands in edits.tsv as \\n and \\t."""
    return field.replace("\\n", "\n").replace("\\t", "\t")


def line_of(text, function, before, nth=1):
    """The line number of the edit's place."""
    marked = apply_edit(text, function, before, "\0" + "\n" * before.count("\n"), nth)
    return marked.count("\n", 0, marked.index("\0")) + 1
