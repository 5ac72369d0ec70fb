"""layout_test.py - the layout check finds each kind of broken promise."""
import sys

import layout

BEFORE = "record r 16\nfield r.size at 0 size 8\nfield r.a at 8 size 8\nrecord tenon_str 16\nfield tenon_str.data at 0 size 8\n" \
         "field tenon_str.len at 8 size 8\nconstant TENON_X 1\n"
CASES = [
    ("nothing changed", lambda t: t, 0),
    ("a field at the end is growth", lambda t: t.replace("record r 16", "record r 24").replace("a at 8 size 8", "a at 8 size 8\nfield r.b at 16 size 8"), 0),
    ("a field in the middle", lambda t: t.replace("record r 16", "record r 24").replace("field r.a at 8", "field r.b at 8 size 8\nfield r.a at 16"), 1),
    ("a field that lost bytes", lambda t: t.replace("a at 8 size 8", "a at 8 size 4"), 1),
    ("a renamed field", lambda t: t.replace("r.a", "r.z"), 1),
    ("a record that grew without a field", lambda t: t.replace("record r 16", "record r 24"), 1),
    ("a plain value that grew", lambda t: t.replace("tenon_str 16", "tenon_str 24").replace("len at 8 size 8", "len at 8 size 8\nfield tenon_str.x at 16 size 8"), 1),
    ("a record that is gone", lambda t: t.split("record tenon_str")[0] + "constant TENON_X 1\n", 1),
    ("a constant that changed", lambda t: t.replace("X 1", "X 2"), 1),
]

failed = 0
for name, change, expected in CASES:
    found = layout.differences(layout.records(BEFORE), layout.records(change(BEFORE)))
    if len(found) != expected:
        failed += 1
        print("FAILED", name, found)
print(f"{len(CASES) - failed} passed, {failed} failed, 0 skipped")
sys.exit(failed != 0)
