"""symbols.py LIBRARY HEADER - the functions of the header leave the library, and nothing else does."""
import re
import subprocess
import sys

library, header = sys.argv[1:3]
table = subprocess.run(["nm", "-D", "--defined-only", library], check=True, capture_output=True, text=True).stdout
exported = {line.split()[-1].split("@")[0] for line in table.splitlines() if line.split()}
exported = {name for name in exported if not name.startswith("__")}  # a sanitizer's
with open(header, encoding="utf-8") as file:
    declared = set(re.findall(r"TENON_API [^;(]*?(tenon_\w+)\(", file.read()))
wrong = sorted(exported ^ declared)
for name in wrong:
    print(f"FAILED {name} is " + ("not in the header" if name in exported else "not in the library"))
print(f"{len(exported & declared)} passed, {len(wrong)} failed, 0 skipped")
sys.exit(bool(wrong) or not declared)
