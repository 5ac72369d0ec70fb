"""planted_mistakes_test.py ROOT - documents_test.py finds what is planted: a document that lies makes it fail."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

root = pathlib.Path(sys.argv[1])
script = pathlib.Path(__file__).with_name("documents_test.py")
PLANTED = [
    ("README.md", "return a + b;", "return a - b;"),
    ("README.md", "| 2025-03-26 |", "| 2025-03-27 |"),
    ("README.md", "(docs/tour.md)", "(docs/detour.md)"),
    ("docs/embedding.md", "| `max_nesting` | 64 |", "| `max_nesting` | 65 |"),
    ("docs/embedding.md", "| `page_size` |", "| `pages` |"),
    ("docs/abi.md", "| `TENON_BUSY` |", "| `TENON_BUSIER` |"),
    ("docs/abi.md", "`tests/abi/misuse.c`", "`tests/abi/disuse.c`"),
    ("docs/security.md", "threat 24: no other token is found", "threat 24: no other token was found"),
    ("docs/security.md", "| BCP 3.6 |", "| BCP 3.66 |"),
    ("docs/security.md", "| session ids are ours alone |", "| |"),
    ("docs/security.md", "| Threat 12: an answer finds its caller |", "| an answer finds its caller |"),
    ("tests/unit/access/attacks_test.cpp", "BCP 3.6: ", ""),
    ("tests/unit/json/names_test.cpp", 'TEST_CASE("', 'TEST_CASE("threat 27: '),
    ("docs/revisions.md", "(../tests/conversations/introduction.talk)", "(../tests/conversations/farewell.talk)"),
    ("docs/revisions.md", "[sealed, bound, expires](../tests/conversations/request_state.talk)", "-"),
    ("docs/revisions.md", "/resources_2025_03_26.talk", "/resources_2025_06_18.talk"),
    ("docs/revisions.md", "| feature | 2024-11-05 |", "| feature | 2024-11-06 |"),
    ("src/engine/limits.hpp", "X(max_batch, 32,", "X(max_batch, 33,"),
    ("include/tenon/hpp/options.hpp", "max_tools = 0", "most_tools = 0"),
    ("docs/embedding.md", "| `grace_ms` | 10 s |", "| `grace_ms` | 11 s |"),
    ("include/tenon/hpp/feedback.hpp", "f.max_title = o.max_title", "f.max_title = o.max_option"),
    ("docs/feedback.md", "| `POST /api/feedback/{id}/touch` |", "| `POST /api/feedback/{id}/touched` |"),
    ("docs/feedback.md", "| `thread` |", "| `threads` |"),
    ("docs/feedback.md", "| 410 | `GONE` |", "| 404 | `GONE` |"),
    ("docs/feedback.md", "`TENON_SITE_LIVE`", "`TENON_SITE_LIFE`"),
    ("docs/feedback.md", "full, busy, broken |", "full, lazy, broken |"),
]
passed = failed = 0


def verdict(tree):
    return subprocess.run([sys.executable, script, tree], capture_output=True, text=True).returncode


with tempfile.TemporaryDirectory() as scratch:
    tree = pathlib.Path(scratch) / "tree"
    ignored = shutil.ignore_patterns("__pycache__", "build*", "node_modules", ".git")
    for part in ("docs", "src", "include", "examples", "tests", "cmake"):
        shutil.copytree(root / part, tree / part, ignore=ignored)
    for part in ("README.md", "LICENSE"):
        shutil.copy(root / part, tree / part)
    cases = [("as it is", None, None, None, 0)] + [(f"{f}: {new}", f, old, new, 1) for f, old, new in PLANTED]
    for what, name, old, new, expected in cases:
        text = (tree / name).read_text(encoding="utf-8") if name else ""
        if name:
            (tree / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        seen = verdict(tree)
        if name:
            (tree / name).write_text(text, encoding="utf-8")
        if seen == expected and (not name or old in text):
            passed += 1
        else:
            failed += 1
            print(f"FAILED {what}: exit code {seen}")
print(f"{passed} passed, {failed} failed, 0 skipped")
sys.exit(1 if failed else 0)
