"""documents_test.py ROOT - what the documents say agrees with the sources: code blocks, tables, links."""
import pathlib
import re
import sys
import textwrap

root = pathlib.Path(sys.argv[1])
passed = failed = 0


def check(what, ok, seen=""):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {what}: {seen}")


def read(name):
    return (root / name).read_text(encoding="utf-8")


def the_readme_shows_the_thirty_lines():
    blocks = re.findall(r"```cpp\n(.*?)```", read("README.md"), re.S)
    source = read("examples/thirty_lines.cpp")
    check("README.md shows examples/thirty_lines.cpp", len(blocks) == 2 and blocks[0] == source)
    asking = textwrap.indent(blocks[-1], "  ") if blocks else "?"
    check("README.md shows a part of examples/asks_back.cpp", asking in read("examples/asks_back.cpp"), asking)
    check("thirty lines are thirty lines", len(source.splitlines()) <= 30, len(source.splitlines()))
    check("the smallest host stays small", len(read("examples/smallest_host.c").splitlines()) < 80)


def the_readme_lists_the_revisions():
    names = re.findall(r'"(\d{4}-\d\d-\d\d)"', read("src/protocol/revision.hpp"))
    listed = re.findall(r"^\| (\d{4}-\d\d-\d\d) \|", read("README.md"), re.M)
    check("README.md lists the revisions", names and sorted(names) == sorted(listed), (names, listed))


def plain(words):
    """The number that `16 KiB`, `30 min` or `10,000` means; ms for times."""
    number, _, unit = words.replace(",", "").partition(" ")
    factor = {"": 1, "KiB": 1 << 10, "MiB": 1 << 20, "ms": 1, "s": 1000, "min": 60000, "h": 3600000, "days": 86400000}[unit]
    return int(number) * factor


def limits_agree(table, record, told, face):
    """One table of limits.hpp against the header's record, the rows of docs/embedding.md and the C++ struct."""
    rows = re.search(rf"#define {table}\(X\)(.*?)\n\n", read("src/engine/limits.hpp"), re.S).group(1)
    rows = re.findall(r"^ *X\((\w+), ([^\"]+), \"([\w ]+)\"\)", rows, re.M)
    core = {name: eval(re.sub(r"(\d)u(ll)?\b", r"\1", value), {}) for name, value, _ in rows}
    check(f"{table} was read", len(core) > 10, core)
    told = {name: plain(value.strip()) for name, value, _ in told}

    def same(what, other):
        check(f"{what} has each limit of {table} with its default", core == other,
              {name: (core.get(name), other.get(name)) for name in core.keys() | other.keys() if core.get(name) != other.get(name)})
    same("docs/embedding.md", told)
    members = re.search(rf"typedef struct {record} \{{(.*?)\}} {record};", read("include/tenon/tenon.h"), re.S).group(1)
    same("tenon.h", {name: plain(value.strip()) for name, value in
                     re.findall(r"uint64_t (\w+);\s*/\*(?:[^*]|\*(?!/))*?\[([1-9][^\]]*)\][^*]*\*/", members)})
    struct, path = face
    members = re.search(rf"struct {struct} \{{(.*?)\n\}};", read(path), re.S).group(1)
    check(f"tenon.hpp has each limit of {table}", set(core) <= set(re.findall(r"(\w+) = 0", members)), members)
    handed = {name for name in core if re.search(rf"\bo\.{name}\b", read(path))}
    check(f"tenon.hpp hands over each limit of {table}", handed == set(core), set(core) - handed)


def the_limits_agree():
    parts = read("docs/embedding.md").split("## Limits of questions to people")
    tables = [re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", part, re.M) for part in parts]
    check("docs/embedding.md has two tables of limits", len(tables) == 2, len(tables))
    limits_agree("TENON_LIMITS", "tenon_options", tables[0], ("options", "include/tenon/hpp/options.hpp"))
    limits_agree("TENON_FEEDBACK_LIMITS", "tenon_feedback", tables[-1], ("feedback_options", "include/tenon/hpp/feedback.hpp"))


def the_document_of_questions_is_whole():
    """docs/feedback.md has each route, field, code and bit, and a test for each promise."""
    page = read("docs/feedback.md")
    for verb, method in re.findall(r"\{FeedbackRoute::\w+,\s*\"(\w*)\",\s*\"(\w+)\"", read("src/web/feedback_routes.cpp")):
        path = f"/api/feedback/{verb}" if verb in ("create", "list") else "/api/feedback/{id}" + ("/" + verb if verb else "")
        check(f"docs/feedback.md has {method} {path}", f"| `{method} {path}` |" in page)
    fields = re.findall(r"^    \{\"(\w+)\", by_\w+,", read("src/feedback/request.cpp"), re.M)
    check("the fields of a question were read", len(fields) > 10, fields)
    for field in fields:
        check(f"docs/feedback.md has the field {field}", f"| `{field}` |" in page)
    codes = set(re.findall(r"^    \{\"([A-Z_]+)\", (\d+), ", read("src/feedback/wording.cpp"), re.M))
    told = {(code, status) for statuses, code in re.findall(r"^\| ([\d, ]+) \| `([A-Z_]+)` \|", page, re.M) for status in statuses.split(", ")}
    check("docs/feedback.md has each code with its statuses", codes == {(c, s.strip()) for c, s in told}, codes ^ told)
    for name in re.findall(r"^#define (TENON_(?:\w+_TOOL|SITE_\w+)) ", read("include/tenon/tenon.h"), re.M):
        check(f"docs/feedback.md has {name}", f"`{name}`" in page)
    rows = re.findall(r"^\| ([^|]+) \| `(tests/[^`]+)`: ([^|]+) \|$", page, re.M)
    check("docs/feedback.md has promises", len(rows) > 10, len(rows))
    for promise, path, words in rows:
        there = (root / path).is_file() and words.strip() in read(path)
        check(f"docs/feedback.md, {promise}: {path} has the words", there, words)


def every_status_is_explained():
    statuses = set(re.findall(r"^#define (TENON_[A-Z_]+) -?\d+ ", read("include/tenon/tenon.h"), re.M))
    explained = set(re.findall(r"^\| `(TENON_[A-Z_]+)` \|", read("docs/abi.md"), re.M))
    statuses -= {name for name in statuses if name.startswith("TENON_LOG_")}
    statuses -= {"TENON_HTTP", "TENON_LINES", "TENON_MESSAGES"}
    kinds = ("TENON_ASK_", "TENON_TASK_", "TENON_SPAN_", "TENON_SEVERITY_", "TENON_TYPE_", "TENON_PROOFS_", "TENON_DURABLE_",
             "TENON_STORE_", "TENON_SESSION_", "TENON_ENTRY_", "TENON_SUM_", "TENON_SITE_", "TENON_RESPONDER_")
    statuses -= {name for name in statuses if name.startswith(kinds) or name.endswith("_TOOL")}
    check("docs/abi.md explains each status", statuses == explained, statuses ^ explained)


def every_link_leads_somewhere():
    pages = [root / "README.md"] + sorted((root / "docs").rglob("*.md"))
    for page in pages:
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            if "://" not in target:
                check(f"{page.relative_to(root)} links to {target}", (page.parent / target).exists())


def every_test_that_is_named_exists():
    for page in ("docs/abi.md", "docs/threads.md", "docs/time.md", "docs/revisions.md", "docs/feedback.md"):
        for path in re.findall(r"`((?:tests|src|include|examples|cmake)/[\w./-]+)`", read(page)):
            check(f"{page} names {path}", (root / path).exists())


def every_rule_has_its_test():
    rows = re.findall(r"^\| ([^|]+) \| ([^|]*) \| `([^`]+)` \| ([^|]+) \|$", read("docs/security.md"), re.M)
    for number, _, path, words in rows:
        there = (root / path).is_file() and words.strip() in read(path)
        check(f"docs/security.md, {number}: {path} has the words", there, words)
    threats = {f"Threat {n}" for n in [*range(1, 17), *range(22, 29), *range(33, 42)]}
    rules = {f"BCP 3.{n}" for n in range(1, 13)}
    numbers = {number for number, *_ in rows}
    check("docs/security.md has each threat that concerns the core", threats <= numbers, threats - numbers)
    check("docs/security.md has each rule of RFC 8725", rules <= numbers, rules - numbers)
    for number in sorted(threats):
        named = any(re.match(rf"{number}\b", words, re.I) for other, _, _, words in rows if other == number)
        check(f"docs/security.md: a test bears the name of {number}", named, number)
    told = [(path, words.strip()) for _, _, path, words in rows]
    for test in sorted((root / "tests").rglob("*_test.cpp")):
        path = str(test.relative_to(root))
        for name in re.findall(r'TEST_CASE\("((?:threat \d+|BCP 3\.\d+)[^"]*)', test.read_text(encoding="utf-8")):
            there = any(path == other and words in name for other, words in told)
            check(f"docs/security.md has the test of {path}: {name}", there, name)
    for number, rule in {number: rule for number, rule, *_ in reversed(rows)}.items():
        check(f"docs/security.md says what {number} is about", rule.strip(), number)


def each_feature_is_shown_in_each_revision():
    """Each cell of docs/revisions.md leads to a test; a dialogue that it leads to speaks that revision."""
    revisions = re.findall(r"\d{4}-\d\d-\d\d", re.search(r"names\[\] = \{(.*?)\}", read("src/protocol/revision.hpp")).group(1))
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            for line in read("docs/revisions.md").splitlines() if line.startswith("|")]
    rows = [row for row in rows if set("".join(row)) != {"-"}]
    heads = [row for row in rows if row[0] == "feature"]
    check("docs/revisions.md has a column for each revision", heads and all(row[1:] == revisions for row in heads), heads)
    check("docs/revisions.md has features", len(rows) - len(heads) > 30, len(rows))
    for row in rows:
        if row[0] == "feature":
            continue
        check(f"docs/revisions.md: {row[0]} in each revision", len(row) == 1 + len(revisions), row)
        for revision, cell in zip(revisions, row[1:]):
            shown = re.findall(r"\]\(\.\./(tests/[^)]+)\)", cell)
            exists = bool(shown) and all((root / path).exists() for path in shown)
            check(f"docs/revisions.md: {row[0]} on {revision} is shown by a test", exists, cell)
            spoken = [f'protocolVersion":"{revision}"', f"MCP-Protocol-Version: {revision}"]
            for path in shown if exists else []:
                text = read(path)
                check(f"{path} speaks {revision}", not path.endswith(".talk") or any(words in text for words in spoken), row[0])


def every_decision_says_why():
    for page in sorted((root / "docs" / "decisions").glob("[0-9]*.md")):
        text = page.read_text(encoding="utf-8")
        check(f"{page.name} has a title", re.match(r"# ", text) is not None)


for part in (the_readme_shows_the_thirty_lines, the_readme_lists_the_revisions, the_limits_agree,
             the_document_of_questions_is_whole, every_status_is_explained,
             every_link_leads_somewhere, every_test_that_is_named_exists, every_rule_has_its_test,
             each_feature_is_shown_in_each_revision, every_decision_says_why):
    try:
        part()
    except Exception as problem:
        check(part.__name__, False, repr(problem))
print(f"{passed} passed, {failed} failed, 0 skipped")
sys.exit(1 if failed or not passed else 0)
