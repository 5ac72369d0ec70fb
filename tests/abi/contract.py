"""contract.py - reads tenon.h as a table: its records with their fields, its functions, its constants."""
import re


def read(path):
    return Contract(open(path, encoding="utf-8").read())


class Contract:
    def __init__(self, text):
        bare = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
        self.records = {name: fields(body) for name, body in re.findall(r"typedef struct (\w+) \{(.*?)\n\} \1;", bare, re.S)}
        flat = re.sub(r"\s+", " ", bare)
        self.functions = re.findall(r"TENON_API [^;(]*?\**(tenon_\w+)\(", flat)
        self.constants = re.findall(r"^#define (TENON_[A-Z0-9_]+) (-?\d+)\s*$", bare, re.M)
        section = text[text.index("---- Statuses"):text.index("---- Plain values")]
        bare_section = re.sub(r"/\*.*?\*/", " ", section, flags=re.S)
        self.statuses = re.findall(r"^#define (TENON_[A-Z0-9_]+) (-?\d+)\s*$", bare_section, re.M)
        if not (self.records and self.functions and self.statuses):
            raise SystemExit("the header is written in a way that contract.py does not read; teach it")


def fields(body):
    """The names of a record's members, in order; a callback's name stands in (*name)."""
    names = []
    for member in body.split(";"):
        member = member.strip()
        if not member:
            continue
        callback = re.match(r"^[\w\s*]+\(\*(\w+)\)\(", member)
        plain = re.match(r"^[\w\s*]*?(\w+)$", member)
        found = callback or plain
        if not found:
            raise SystemExit(f"cannot read the member: {member}")
        names.append(found.group(1))
    return names
