"""symbols.py LIBRARY HEADER LIST - exactly the committed names leave the library, and they are the header's functions."""
import subprocess
import sys

import contract

library, header, committed = sys.argv[1:4]
table = subprocess.run(["nm", "-D", "--defined-only", library], check=True, capture_output=True, text=True).stdout
# A sanitizer's runtime defines names of its own; they are not ours.
exported = {line.split()[-1].split("@")[0] for line in table.splitlines() if line.split()}
exported = {name for name in exported if not name.startswith(("__asan", "__ubsan", "__odr_asan", "__tsan"))}
listed = set(open(committed, encoding="utf-8").read().split())
declared = set(contract.read(header).functions)

failures = []
failures += [f"{name} leaves the library and is not in the list" for name in sorted(exported - listed)]
failures += [f"{name} is in the list and not in the library" for name in sorted(listed - exported)]
failures += [f"{name} is in the header and not in the list" for name in sorted(declared - listed)]
failures += [f"{name} is in the list and not in the header" for name in sorted(listed - declared)]
for failure in failures:
    print("FAILED", failure)
print(f"{len(listed) - min(len(listed), len(failures))} passed, {len(failures)} failed, 0 skipped")
sys.exit(bool(failures))
