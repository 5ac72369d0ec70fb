"""print_layout.py HEADER OUT.c - writes a C program that prints the layout of every record of the header, and its constants."""
import sys

import contract

header, out = sys.argv[1:3]
found = contract.read(header)
lines = ["/* Made from tenon.h by print_layout.py. */", "#include <stdio.h>", "#include <tenon/tenon.h>", "int main(void) {"]
for record, members in found.records.items():
    lines.append(f'  printf("record {record} %zu\\n", sizeof({record}));')
    for member in members:
        lines.append(f'  printf("field {record}.{member} at %zu size %zu\\n", offsetof({record}, {member}), '
                     f"sizeof((({record} *)0)->{member}));")
for name, _ in found.constants:
    lines.append(f'  printf("constant {name} %ld\\n", (long)({name}));')
lines += ["  return 0;", "}"]
with open(out, "w", encoding="utf-8") as file:
    file.write("\n".join(lines) + "\n")
