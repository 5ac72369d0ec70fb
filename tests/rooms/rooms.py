"""rooms.py TREE - the plan of the house, checked: who includes whom, what nobody may touch, how each file begins and ends."""
import os
import re
import statistics
import sys

# From the top down. A room may include itself and every room on a lower level, never a neighbour on its own.
LEVELS = [
    {"abi"},
    {"engine"},
    {"protocol", "web"},
    {"catalog", "schema", "feedback", "access", "framing", "jsonrpc"},
    {"json", "crypto"},
    {"ground"},
]
LEVEL = {room: depth for depth, rooms in enumerate(LEVELS) for room in rooms}
OUTSIDE = ("bindings", "examples", "src/stores")  # these see only the public headers

# What a closed door is opened with, the rooms that have the key, and the sentence for all others.
DOORS = [
    (r'#\s*include\s*[<"]simdjson', {"json"}, "simdjson belongs to json/ alone"),
    (r'#\s*include\s*[<"](mbedtls|psa)/', {"crypto"}, "mbedTLS belongs to crypto/ alone"),
    (r'#\s*include\s*[<"]fmt/', {"ground"}, "fmt belongs to ground/words.hpp and .cpp alone"),
]
# Libraries that one place outside the house may know, and no room at all.
GUESTS = [(r'#\s*include\s*[<"]sqlite3', "src/stores/sqlite/", "SQLite belongs to stores/sqlite/ alone")]
# Nowhere in the house: everything of these comes from the host. Threat 38: the core opens no connection.
FORBIDDEN = [
    (r"#\s*include\s*<(thread|filesystem|iostream|fstream|chrono|random|ctime|time\.h|unistd\.h|stdio\.h|signal\.h)>", "<{}> is the host's"),
    (r"#\s*include\s*<((?:sys|netinet|arpa)/\w+\.h|netdb\.h|poll\.h|fcntl\.h)>", "<{}> is the host's"),
    (r"\b(std::(?:cout|cerr|clog|cin))\b", "{} is the host's"),
    (r"\b(stdout|stderr|printf|puts|putchar|fputs|fwrite)\b\s*[(,;)]", "{} is the host's"),
    (r"\b(fprintf|getenv|abort|time|clock_gettime|gettimeofday|rand|srand|exit|_exit|system)\s*\(", "{}() is the host's"),
    (r"(?:::|\.)(now)\s*\(\s*\)", "a clock's {}() is the host's: time is an argument"),
    (r"\b(thread_local)\b", "no {}: nothing belongs to a thread"),
    (r"\b(socket|accept|recv|setsockopt)\s*\(\s*(?:AF_|fd\b|sock)", "{}() is the host's"),
    (r"\b(assert)\s*\(", "{}() would end the host"),
]
MAX_LINES = 450
WORDS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
SOURCE = (".cpp", ".hpp", ".h", ".c", ".inc")


def check(tree):
    """All offences, as sentences; and how many files were read, and the lines of each."""
    offences, lengths = [], {}
    for path in files(tree, "src"):
        text = read(tree, path)
        lengths[path] = text.count("\n")
        offences += [f"{path}:{line}: {what}" for line, what in look_inside(path, text)]
    for place in OUTSIDE:
        for path in files(tree, place):
            offences += [f"{path}:{line}: {what}" for line, what in look_outside(path, read(tree, path))]
    for place in ("include", "tests", "bindings", "examples", "cmake"):
        for path in files(tree, place):
            if path.startswith("tests/rooms/"):
                continue  # names the words that it looks for
            offences += [f"{path}:{line}: {what}" for line, what in unfinished(read(tree, path))]
    return offences, lengths


def look_inside(path, text):
    yield from opening(path, text)
    yield from unfinished(text)
    parts = path.split("/")
    if len(parts) < 3 or parts[1] == "stores":
        return
    room = parts[1]
    if room not in LEVEL:
        yield 1, f"{room}/ is not on the plan of the house"
        return
    if text.count("\n") > MAX_LINES:
        yield MAX_LINES, f"{text.count(chr(10))} lines; split it by verb ({MAX_LINES} at most)"
    for number, line in enumerate(without_comments(text).splitlines(), 1):
        yield from ((number, what) for what in arrows(room, line))
        yield from ((number, what) for what in forbidden(room, line))


def arrows(room, line):
    found = re.match(r'\s*#\s*include\s*"([^"]+)"', line)
    if not found:
        return
    target = found.group(1).split("/")
    if len(target) < 2:
        yield f'"{found.group(1)}": write includes from the root of src/, "room/file.hpp"'
    elif target[0] == room or target[0] == "tenon":
        if target[0] == "tenon" and room not in ("abi", "engine"):
            yield "only abi/ and engine/ know the contract"
    elif target[0] == "assets":
        pass  # made at build from a room's assets/
    elif target[0] not in LEVEL:
        yield f"{target[0]}/ is not on the plan of the house"
    elif LEVEL[target[0]] < LEVEL[room]:
        yield f"{room}/ must not look up to {target[0]}/"
    elif LEVEL[target[0]] == LEVEL[room]:
        yield f"{room}/ and {target[0]}/ are neighbours: they meet further up"


def forbidden(room, line):
    for pattern, keys, sentence in DOORS:
        if room not in keys and re.search(pattern, line):
            yield sentence
    yield from guests("", line)
    for pattern, sentence in FORBIDDEN:
        found = re.search(pattern, line)
        if found:
            yield sentence.format(found.group(1))
    if room not in ("abi", "engine") and re.match(r"\s*#\s*include\s*<tenon/", line):
        yield "only abi/ and engine/ know the contract"
    if re.match(r"\s*static\s+(?!const\b|constexpr\b|constinit const\b|inline\b|_?[Aa]ssert|cast)[\w:<>, ]+\s+\w+\s*(=|;|\{)", line):
        if not line.rstrip().endswith(("{", ")")) or "=" in line:
            yield "a static that can change is a global"


def guests(path, line):
    for pattern, place, sentence in GUESTS:
        if not path.startswith(place) and re.search(pattern, line):
            yield sentence


def look_outside(path, text):
    for number, line in enumerate(without_comments(text).splitlines(), 1):
        yield from ((number, what) for what in guests(path, line))
        found = re.match(r'\s*#\s*include\s*"([^"]+)"', line)
        if found and (found.group(1).split("/")[0] in LEVEL or "/src/" in found.group(1)):
            yield number, f'"{found.group(1)}": outside the house only <tenon/...> is known'


def opening(path, text):
    first = text.split("\n", 1)[0]
    name = re.escape(os.path.basename(path))
    if not re.match(rf"(// |/\* ){name} - \S.*", first):
        yield 1, f"begins with '{first[:40]}', not with '// {os.path.basename(path)} - what it is for'"


def unfinished(text):
    for number, line in enumerate(text.splitlines(), 1):
        found = WORDS.search(line)
        if found and "\\b" not in line:
            yield number, f"{found.group(1)}: finish it or leave it out"


def without_comments(text):
    """The text with comments and string contents blanked, its lines kept; includes keep their names."""
    def blank(match):
        piece = match.group(0)
        if piece.startswith(("//", "/*")):
            return "\n" * piece.count("\n")
        if piece.startswith("R"):
            return '""' + "\n" * piece.count("\n")
        return '""'
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|(?<!include )"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', re.S)
    return pattern.sub(blank, text)


def files(tree, place):
    for directory, names, leaves in os.walk(os.path.join(tree, place)):
        names[:] = sorted(n for n in names if n not in ("node_modules", "__pycache__", ".venv", "build"))
        for leaf in sorted(leaves):
            if leaf.endswith(SOURCE):
                yield os.path.relpath(os.path.join(directory, leaf), tree)


def read(tree, path):
    with open(os.path.join(tree, path), encoding="utf-8") as file:
        return file.read()


def main():
    offences, lengths = check(sys.argv[1])
    for offence in offences:
        print("FAILED", offence)
    if not lengths:
        print("FAILED no file was read")
        return 1
    longest = max(lengths, key=lengths.get)
    print(f"{len(lengths)} files, median {statistics.median(lengths.values()):.0f} lines, longest {longest} ({lengths[longest]})")
    print(f"{len(lengths)} passed, {len(offences)} failed, 0 skipped")
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main())
