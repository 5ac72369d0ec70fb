"""print_promises.py HEADER OUT.c - writes a C program that compares every macro of the header with its function."""
import sys

import contract

header, out = sys.argv[1:3]
found = contract.read(header)
lines = ["/* Made from tenon.h by print_promises.py. */", "#include <stdio.h>", "#include <string.h>", "#include <tenon/tenon.h>",
         "static int passed, failed;",
         "static void same(const char *what, const char *want, const char *got) {",
         '  if (got && strcmp(want, got) == 0) { ++passed; return; }',
         '  ++failed; printf("FAILED %s: wanted %s, got %s\\n", what, want, got ? got : "NULL");', "}",
         "int main(void) {", '  char number[32];',
         '  same("tenon_version()", TENON_VERSION, tenon_version());',
         '  snprintf(number, sizeof number, "%d.%d.%d", TENON_VERSION_MAJOR, TENON_VERSION_MINOR, TENON_VERSION_PATCH);',
         '  same("the numbers of the version", TENON_VERSION, number);',
         '  same("tenon_abi()", "the same", tenon_abi() == TENON_ABI ? "the same" : "another");']
values = {int(value) for _, value in found.statuses}
for name, _ in found.statuses:
    lines.append(f'  same("{name}", "{name}", tenon_status_name({name}));')
for value in (min(v for v in values if v > -100) - 1, max(values) + 1, -99, -101, 2147483647, -2147483647 - 1):
    text = "(-2147483647 - 1)" if value < -2147483647 else str(value)
    lines.append(f'  same("a status that is none", "TENON_UNKNOWN", tenon_status_name({text}));')
lines += ['  printf("%d passed, %d failed, 0 skipped\\n", passed, failed);', "  return failed != 0;", "}"]
with open(out, "w", encoding="utf-8") as file:
    file.write("\n".join(lines) + "\n")
