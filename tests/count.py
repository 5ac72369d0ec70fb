"""count.py FILE - how many test cases passed, failed and were skipped, from a log or from the JUnit file of ctest.

Three numbers are printed. A test program tells by a line `N passed, N failed, N skipped`, or by doctest's own summary; one that
tells nothing is one case. A unit that had no vectors says so, and counts as skipped.
"""
import re
import sys
import xml.etree.ElementTree as tree

LINE = re.compile(r"^(\d+) passed, (\d+) failed, (\d+) skipped\s*$", re.M)
DOCTEST = re.compile(r"test cases:\s*(\d+)\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed\s*\|(?:\s*(\d+) skipped)?")
WITHOUT = re.compile(r"\bskipped, no vectors\b")


def count(text):
    """[passed, failed, skipped] as the text says, or None if it says nothing."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    found = [list(map(int, numbers)) for numbers in LINE.findall(text)[-1:]]
    for _, passed, failed, skipped in DOCTEST.findall(text):
        without = min(int(passed), len(WITHOUT.findall(text)))
        found.append([int(passed) - without, int(failed), int(skipped or 0) + without])
    return [sum(column) for column in zip(*found)] if found else None


def of_test(case):
    """One ctest test: its own words, corrected by its exit."""
    status = case.get("status")
    if status in ("notrun", "disabled"):
        return [0, 1, 0] if case.find("failure") is not None else [0, 0, 1]
    output = case.findtext("system-out") or ""
    numbers = count(output)
    if status == "run":
        return numbers or [1, 0, 0]
    if not numbers or numbers[1] == 0:
        return [numbers[0] if numbers else 0, 1, numbers[2] if numbers else 0]
    return numbers


def main():
    with open(sys.argv[1], encoding="utf-8", errors="replace") as file:
        text = file.read()
    if sys.argv[1].endswith(".xml"):
        cases = [of_test(case) for case in tree.fromstring(text).iter("testcase")]
        numbers = [sum(column) for column in zip(*cases)] if cases else [0, 0, 0]
    else:
        numbers = count(text) or [0, 0, 0]
    print(*numbers)


if __name__ == "__main__":
    main()
