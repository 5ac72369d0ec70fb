"""rooms_test.py - each kind of offence, planted in a small house, is found; and a good house has none."""
import os
import sys
import tempfile

import rooms

GOOD = {
    "src/ground/octets.hpp": "// octets.hpp - bytes.\n#include <cstdint>\n",
    "src/json/reader.cpp": '// reader.cpp - reads.\n#include <simdjson.h>\n#include "ground/octets.hpp"\n#include "json/reader.hpp"\n',
    "src/crypto/mac.cpp": "// mac.cpp - tags.\n#include <mbedtls/md.h>\nstatic const int size = 3;\n",
    "src/web/routes.cpp": '// routes.cpp - where to. Calls time() a name, prints "std::cout << x" nowhere.\n#include "framing/token.hpp"\n'
                          'const char *text = "abort() and #include <thread>";\nstatic bool fits(int a) {\n  return a > 1;\n}\n',
    "src/engine/server.cpp": '// server.cpp - all meet.\n#include "web/routes.hpp"\n#include <tenon/tenon.h>\n',
    "src/abi/doors.c": "/* doors.c - the door. */\n",
    "src/stores/sqlite/door.cpp": '// door.cpp - a store.\n#include <sqlite3.h>\n#include <thread>\n#include <tenon/tenon.h>\n#include "rows.hpp"\n',
    "examples/host/main.cpp": '// main.cpp - the host.\n#include <tenon/tenon.h>\n#include "flags.hpp"\n#include <thread>\n',
}
BAD = [
    ("looking up", "src/json/value.cpp", '// value.cpp - v.\n#include "engine/server.hpp"\n'),
    ("a neighbour", "src/web/page.cpp", '// page.cpp - p.\n#include "protocol/tools.hpp"\n'),
    ("a neighbour of the fourth level", "src/access/a.cpp", '// a.cpp - p.\n#include "framing/token.hpp"\n'),
    ("a neighbour below", "src/json/b.cpp", '// b.cpp - p.\n  #  include "crypto/mac.hpp"\n'),
    ("an include without a room", "src/web/page.cpp", '// page.cpp - p.\n#include "routes.hpp"\n'),
    ("an unknown room", "src/attic/box.cpp", "// box.cpp - b.\n"),
    ("an include of an unknown room", "src/web/box.cpp", '// box.cpp - b.\n#include "attic/box.hpp"\n'),
    ("simdjson elsewhere", "src/schema/s.cpp", "// s.cpp - s.\n#include <simdjson.h>\n"),
    ("fmt elsewhere", "src/web/s.cpp", "// s.cpp - s.\n#include <fmt/core.h>\n"),
    ("mbedTLS elsewhere", "src/access/s.cpp", "// s.cpp - s.\n#include <mbedtls/md.h>\n"),
    ("the contract in a lower room", "src/web/s.cpp", "// s.cpp - s.\n#include <tenon/tenon.h>\n"),
    ("a thread", "src/engine/s.cpp", "// s.cpp - s.\n#include <thread>\n"),
    ("a file", "src/engine/s.cpp", "// s.cpp - s.\n#include <filesystem>\n"),
    ("a socket header", "src/engine/s.cpp", "// s.cpp - s.\n#include <sys/socket.h>\n"),
    ("output", "src/engine/s.cpp", "// s.cpp - s.\nvoid f() { std::cout << 1; }\n"),
    ("output in C", "src/engine/s.cpp", "// s.cpp - s.\nvoid f() { fprintf(x, 1); }\n"),
    ("output to stderr", "src/engine/s.cpp", "// s.cpp - s.\nvoid f() { g(stderr); }\n"),
    ("a clock", "src/engine/s.cpp", "// s.cpp - s.\nauto t = std::chrono::steady_clock::now();\n"),
    ("the environment", "src/engine/s.cpp", "// s.cpp - s.\nauto t = getenv(name);\n"),
    ("an end of the world", "src/engine/s.cpp", "// s.cpp - s.\nvoid f() { std::abort(); }\n"),
    ("a thing of a thread", "src/engine/s.cpp", "// s.cpp - s.\nthread_local int x;\n"),
    ("a global that changes", "src/engine/s.cpp", "// s.cpp - s.\nstatic int count = 0;\n"),
    ("a local that stays", "src/engine/s.cpp", "// s.cpp - s.\nint f() {\n  static std::string kept;\n  return 1;\n}\n"),
    ("no opening sentence", "src/engine/s.cpp", "#include <string>\n"),
    ("another file's opening", "src/engine/s.cpp", "// t.cpp - t.\n"),
    ("unfinished work", "src/engine/s.cpp", "// s.cpp - s.\n// TODO later\n"),
    ("unfinished tests", "tests/unit/t.cpp", "// FIXME\n"),
    ("a file too long", "src/engine/s.cpp", "// s.cpp - s.\n" + "int x();\n" * rooms.MAX_LINES),
    ("SQLite in a room", "src/feedback/s.cpp", "// s.cpp - s.\n#include <sqlite3.h>\n"),
    ("SQLite in an example", "examples/x.cpp", "#include <sqlite3.h>\n"),
    ("SQLite in another store", "src/stores/redis/s.cpp", "// s.cpp - s.\n#include <sqlite3.h>\n"),
    ("a store that looks inside", "src/stores/sqlite/s.cpp", '// s.cpp - s.\n#include "feedback/store.hpp"\n'),
    ("an example that looks inside", "examples/x.cpp", '#include "engine/server.hpp"\n'),
    ("a binding that looks inside", "bindings/python/x.c", '#include "../../src/abi/record.hpp"\n'),
]


def offences(house):
    with tempfile.TemporaryDirectory() as tree:
        for path, text in house.items():
            os.makedirs(os.path.dirname(os.path.join(tree, path)), exist_ok=True)
            with open(os.path.join(tree, path), "w", encoding="utf-8") as file:
                file.write(text)
        return rooms.check(tree)[0]


failed = 0
found = offences(GOOD)
if found:
    failed += 1
    print("FAILED a good house:", found)
for name, path, text in BAD:
    found = offences({**GOOD, path: text})
    if len(found) != 1:
        failed += 1
        print(f"FAILED {name}: {found}")
at_the_limit = "// s.cpp - s.\n" + "int x();\n" * (rooms.MAX_LINES - 1)
if offences({**GOOD, "src/engine/s.cpp": at_the_limit}):
    failed += 1
    print("FAILED a file of exactly the longest length")
print(f"{len(BAD) + 2 - failed} passed, {failed} failed, 0 skipped")
sys.exit(failed != 0)
