#!/usr/bin/env python3
"""run.py [words] - runs the tests of the reference host whose names hold one of the words; all, without words.

TENON_HOST names the binary [build/bin/tenon-host]. Each test_*.py beside this file holds tests; each starts its own host.
"""
import glob
import importlib
import os
import sys
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import harness  # noqa: E402


def tests(words):
    for path in sorted(glob.glob(os.path.join(HERE, "test_*.py"))):
        module = importlib.import_module(os.path.basename(path)[:-3])
        for name, test in list(vars(module).items()):
            full = f"{module.__name__[5:]}: {name[5:].replace('_', ' ')}"
            if name.startswith("test_") and callable(test) and (not words or any(word in full for word in words)):
                yield full, test


def main(words):
    passed = failed = skipped = 0
    if not os.access(harness.BINARY, os.X_OK):
        print(f"no host at {harness.BINARY}; build it, or name it in TENON_HOST")
        print("0 passed, 1 failed, 0 skipped")
        return 1
    for name, test in tests(words):
        start = time.monotonic()
        try:
            test()
            passed += 1
            print(f"passed  {name} ({time.monotonic() - start:.1f} s)", flush=True)
        except harness.Skip as reason:
            skipped += 1
            print(f"skipped {name}: {reason}", flush=True)
        except Exception as error:  # a test that breaks has failed
            failed += 1
            print(f"FAILED  {name}: {type(error).__name__}: {error}", flush=True)
            traceback.print_exc()
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
