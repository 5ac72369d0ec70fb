"""layout.py SNAPSHOT PROGRAM [--update] - what the program prints may only add to what the snapshot says.

A record may grow at its end; a field never moves, a constant never changes, tenon_str, tenon_now and tenon_header never grow.
New lines have to be in the snapshot too, so that a release shows them in its diff: run with --update to add them.
"""
import subprocess
import sys

FROZEN = {"tenon_str", "tenon_now", "tenon_header"}


def records(text):
    """{record: [size, [field lines]]} and {constant: value}, in the order of the text."""
    tables, constants = {}, {}
    for line in text.splitlines():
        words = line.split()
        if not words:
            continue
        if words[0] == "record":
            tables[words[1]] = [int(words[2]), []]
        elif words[0] == "field":
            tables[words[1].split(".")[0]][1].append(line)
        elif words[0] == "constant":
            constants[words[1]] = words[2]
    return tables, constants


def differences(before, now):
    """What broke a promise: a list of sentences."""
    broken = []
    (old, old_constants), (new, new_constants) = before, now
    for name, (size, lines) in old.items():
        if name not in new:
            broken.append(f"{name} is gone")
            continue
        new_size, new_lines = new[name]
        if new_lines[:len(lines)] != lines:
            moved = next((a for a, b in zip(lines, new_lines + [""] * len(lines)) if a != b))
            broken.append(f"{name} is not what it was: {moved}")
        if new_size < size or (new_size > size and (name in FROZEN or len(new_lines) == len(lines))):
            broken.append(f"{name} was {size} bytes and is {new_size}")
    for name, value in old_constants.items():
        if new_constants.get(name) != value:
            broken.append(f"{name} was {value} and is {new_constants.get(name, 'gone')}")
    return broken


def main():
    snapshot, program = sys.argv[1:3]
    text = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    try:
        committed = open(snapshot, encoding="utf-8").read()
    except FileNotFoundError:
        committed = ""
    broken = differences(records(committed), records(text))
    for sentence in broken:
        print("FAILED", sentence)
    if "--update" in sys.argv and not broken:
        with open(snapshot, "w", encoding="utf-8") as file:
            file.write(text)
        committed = text
    checks = len(records(text)[0]) + len(records(text)[1])
    if "--prefix" not in sys.argv and not broken and committed != text:
        broken.append("grown")
        print(f"FAILED the header has grown; look at it and run: tests/abi/layout.py {snapshot} PROGRAM --update")
    print(f"{checks - len(broken)} passed, {len(broken)} failed, 0 skipped")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
