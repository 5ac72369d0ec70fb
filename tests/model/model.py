"""model.py - the life of a session once more, in a few lines, and every world that people, an agent, a sweeper and a clock can make of it.

It is written apart from src/feedback and knows nothing of it. A world is: the time, the stored record, where each actor is (and what
it has read), and what each was told. An actor reads, reduces, swaps if nobody was faster, and is told; the clock may tick in between.
"""
from collections import deque, namedtuple

OPEN, ANSWERED, DECLINED, CANCELLED, EXPIRED, PURGED = "open answered declined cancelled expired purged".split()
RETAIN, LAST_TICK = 3, 7

Record = namedtuple("Record", "version state expires hard told votes winner late purge_at audit")

CASES = {
    "two people, the first wins": dict(actors=[("ann", [("answer", "s1")]), ("bob", [("answer", "s2")]), ("sweep", [("sweep", None)] * 2)]),
    "a double click and a retry": dict(actors=[("ann", [("answer", "s1")] * 2), ("ann2", [("answer", "s1")]), ("sweep", [("sweep", None)])]),
    "answer, cancel and expiry": dict(actors=[("ann", [("answer", "s1")]), ("agent", [("cancel", None)]), ("sweep", [("sweep", None)] * 2)]),
    "decline, answer and extend": dict(actors=[("ann", [("decline", "s1")]), ("bob", [("answer", "s2")]), ("agent", [("extend", 4)])]),
    "two of three people": dict(actors=[("ann", [("answer", "s1")]), ("bob", [("answer", "s2")]), ("cyd", [("answer", "s3")])], quorum=2),
    "the page and a form in the client": dict(actors=[("page", [("answer", "s1")]), ("form", [("accept", "s2")] * 2), ("sweep", [("sweep", None)])]),
    "more time, then a late answer": dict(actors=[("ann", [("extend", 3), ("answer", "s1")]), ("sweep", [("sweep", None)] * 3)]),
}


def reduce(record, event, now, quorum, grace):
    """The next record, or None, and what the actor is told."""
    kind, who, what = event
    closes = record.expires + grace

    def change(**members):
        return record._replace(version=record.version + 1, audit=record.audit + ((kind, who),), **members)

    def end(state, **members):
        return change(state=state, purge_at=now + RETAIN, **members)

    if record.state == PURGED:
        return None, "410-gone"
    if kind == "cancel":
        return (end(CANCELLED), "200") if record.state == OPEN else (None, "noop")
    if kind == "sweep":
        if record.state == OPEN:
            return (end(EXPIRED), "200") if now > closes else (None, "noop")
        return (change(state=PURGED), "200") if now >= record.purge_at else (None, "noop")
    if kind == "extend":
        if record.state != OPEN:
            return None, "409"
        if now > closes:
            return end(EXPIRED), "410"
        later = min(record.hard, what)
        return (change(expires=later), "200") if later > record.expires else (None, "noop")

    for submission, _, outcome in record.told:
        if submission == what:
            return None, outcome + "-replay"
    if record.state == OPEN and now > closes:
        return end(EXPIRED), "RETRY"
    if record.state in (CANCELLED, EXPIRED) or (kind == "accept" and record.state in (ANSWERED, DECLINED)):
        return change(late=record.late + ((what, who),), told=record.told + ((what, who, "202-late"),)), "202-late"
    if record.state in (ANSWERED, DECLINED):
        return None, "409-already"
    if any(voter == who for voter, _ in record.votes):
        return None, "409-voted"
    told = record.told + ((what, who, "200"),)
    if kind == "decline":
        return end(DECLINED, told=told, winner=who), "200"
    votes = record.votes + ((who, what),)
    if len(votes) >= quorum:
        return end(ANSWERED, told=told, votes=votes, winner=who), "200"
    return change(told=told, votes=votes), "200"


def show(record):
    """A record as worlds.cpp writes it; of a tombstone only what is left."""
    if record is None:
        return "-"
    audit = ",".join(f"{kind}/{who}" for kind, who in record.audit)
    if record.state == PURGED:
        return f"{record.version} purged {record.expires} [{audit}]"
    told = ",".join("/".join(each) for each in record.told)
    votes = ",".join("/".join(each) for each in record.votes)
    late = ",".join("/".join(each) for each in record.late)
    purge_at = "-" if record.purge_at is None else record.purge_at
    return f"{record.version} {record.state} {record.expires} [{told}] [{votes}] {record.winner or '-'} [{late}] {purge_at} [{audit}]"


def show_world(world):
    now, record, places, replies = world
    actors = "; ".join(f"{at} {show(read)}" for at, read in places)
    return f"{now} | {show(record)} | {actors} | {' '.join(f'{who}:{what}:{said}' for who, what, said in replies)}"


def explore(actors, quorum=1, expires=2, hard=4, grace=1):
    """All worlds."""
    first = Record(1, OPEN, expires, hard, (), (), None, (), None, (("create", "agent"),))
    start = (0, first, tuple((0, None) for _ in actors), ())
    seen, waiting = {start}, deque([start])
    while waiting:
        now, record, places, replies = waiting.popleft()
        following = [(now + 1, record, places, replies)] if now < LAST_TICK else []
        for i, (name, events) in enumerate(actors):
            at, read = places[i]
            if at == len(events):
                continue

            def moved(place, i=i, places=places):
                return places[:i] + (place,) + places[i + 1:]

            if read is None:
                following.append((now, record, moved((at, record)), replies))
                continue
            kind, what = events[at]
            after, said = reduce(read, (kind, name, what), now, quorum, grace)
            if after is not None and read.version != record.version:
                following.append((now, record, moved((at, None)), replies))
            elif said == "RETRY":
                following.append((now, after, moved((at, None)), replies))
            else:
                words = what if kind in ("answer", "decline", "accept") else "-"
                following.append((now, after or record, moved((at + 1, None)), replies + ((name, words, said),)))
        for world in following:
            if world not in seen:
                seen.add(world)
                waiting.append(world)
    return seen
