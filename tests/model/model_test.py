"""model_test.py WORLDS ROOT - every world of the model is one of src/feedback's reducer, and the other way round.

WORLDS is the program of worlds.cpp. Where the reference model lies beside the repository, its count of worlds is compared, too.
"""
import importlib.util
import pathlib
import subprocess
import sys

import model

program, root = sys.argv[1], pathlib.Path(sys.argv[2])
passed = failed = skipped = 0


def check(what, ok, seen=""):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {what}: {seen}")


def of_the_reducer(case):
    words = [str(case.get("quorum", 1)), "2", "4"]
    for name, events in case["actors"]:
        words.append("+" + name)
        words += [kind if what is None else f"{kind}:{what}" for kind, what in events]
    done = subprocess.run([program, *words], capture_output=True, text=True, check=True, timeout=300)
    return set(done.stdout.splitlines())


def first_difference(ours, theirs):
    only = sorted(ours ^ theirs, key=len)[:1]
    return only and f"{'only the reducer' if only[0] in ours else 'only the model'} reaches {only[0]}"


def the_worlds_are_the_same():
    total = 0
    for name, case in model.CASES.items():
        worlds = model.explore(**case)
        shown, reached = {model.show_world(world) for world in worlds}, of_the_reducer(case)
        total += len(worlds)
        print(f"{name}: {len(worlds)} worlds, {len(shown)} as they are seen")
        check(name, shown == reached, first_difference(reached, shown))
    check("nobody has taken cases away", total > 40_000, total)


def a_planted_mistake_is_found():
    case = model.CASES["two people, the first wins"]
    for grace in (0, 2):
        shown = {model.show_world(world) for world in model.explore(**case, grace=grace)}
        check(f"a grace of {grace} is noticed", shown != of_the_reducer(case))


def the_reference_counts_as_many():
    global skipped
    path = root.parent / "shared" / "reference" / "feedback-model.py"
    if not path.exists():
        skipped += 1
        return
    spec = importlib.util.spec_from_file_location("reference", path)
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    total = sum(reference.explore(**case)[0] for case in reference.CASES.values())
    check("the reference has as many worlds", total == sum(len(model.explore(**case)) for case in model.CASES.values()), total)


the_worlds_are_the_same()
a_planted_mistake_is_found()
the_reference_counts_as_many()
print(f"{passed} passed, {failed} failed, {skipped} skipped")
sys.exit(failed != 0)
