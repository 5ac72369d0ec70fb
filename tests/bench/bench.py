# bench.py - one table: the core beside its floor, the host beside its twin with a constant answer and beside the official servers.
#
# run.sh builds, installs and calls this: bench.py BINARIES PEERS. Nothing here asserts a time; the ratios are printed.
import math
import os
import secrets
import statistics
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass

from servers import MODERN, SESSION, VERSIONS, Server

CONNECTIONS = (1, 32)
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
WARM_CALLS = 15_000
TWIN, OURS, PEER = "the same loop, constant answer", "tenon-host", "TypeScript"


@dataclass
class Case:
    """A server under one kind of request."""

    kind: str
    name: str
    server: Server
    era: str
    token: str
    sessions: list

    def played(self, connections):
        return self.server.under_load(connections, SECONDS, self.era, self.sessions[:connections], self.token)


def main():
    binaries, peers = sys.argv[1:3]
    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f} at the start: on a busy machine only the ratios mean something")
    core = core_rows(f"{binaries}/tenon-core-bench")
    print_core(core)
    idle = rows_of([f"{binaries}/tenon-idle-bench"])
    print_rows("core: clients that listen, and lists that are long", idle)
    feedback = rows_of([f"{binaries}/tenon-feedback-bench", str(SECONDS)])
    print_rows("core: questions to people", feedback)
    tokens = token_rows(f"{binaries}/tenon-token-bench")
    print_tokens(tokens)
    print_stores(store_rows(f"{binaries}/tenon-store-bench"))
    with ExitStack() as running:
        cases = host_cases(binaries, peers, running)
        loads = play(cases)
    print_hosts(cases, loads)
    print_ratios(core, cases, loads)
    print_idle_ratios(idle)
    print_feedback_ratios(feedback)
    print_token_ratios(tokens)


def core_rows(program):
    """(name, nanoseconds, times the floor, allocations, bytes) of each case; the program alternates between them by itself."""
    out = subprocess.run([program], capture_output=True, text=True, timeout=600)
    if out.returncode != 0:
        sys.exit(f"the core bench failed: {out.stderr}")
    rows = [line.split("\t") for line in out.stdout.splitlines()]
    return [(name, float(ns), float(times), float(allocations), int(size)) for name, ns, times, allocations, size in rows]


def rows_of(command):
    """(what, value, unit), as the program prints them."""
    out = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if out.returncode != 0:
        sys.exit(f"{os.path.basename(command[0])} failed: {out.stderr}")
    return [(what, float(value), unit) for what, value, unit in (line.split("\t") for line in out.stdout.splitlines())]


def store_rows(program):
    """(store, at once, creates and answers per second, microseconds of the slow ones); none where there is no SQLite to build with."""
    if not os.path.exists(program):
        return []
    out = subprocess.run([program, str(SECONDS)], capture_output=True, text=True, timeout=600)
    if out.returncode != 0:
        sys.exit(f"the store bench failed: {out.stderr}")
    return [line.split("\t") for line in out.stdout.splitlines()]


def token_rows(program):
    """{kind: rows} as token_bench.cpp describes them; nothing where there is no OpenSSL to measure beside."""
    if not os.path.exists(program):
        return {}
    out = subprocess.run([program], capture_output=True, text=True, timeout=900)
    if out.returncode != 0:
        sys.exit(f"the token bench failed: {out.stderr}")
    rows = {}
    for kind, name, *values in (line.split("\t") for line in out.stdout.splitlines()):
        rows.setdefault(kind, []).append((name, *map(float, values)))
    return rows


def host_cases(binaries, peers, running):
    """Ours with and without token in both eras, a twin for each with an answer of the same size, and the official servers."""
    secret = secrets.token_hex(24)
    env = {"JWT_SECRET": secret}
    host = f"{binaries}/tenon-host"
    token = subprocess.run([host, "jwt", "--sub", "bench", "--expires-in", "7200"], env={**os.environ, **env}, capture_output=True, text=True, check=True).stdout.strip()
    ours = [host, "--listen", "127.0.0.1:0", "--threads", "1", "--demo", "--log-level", "warn", "--feedback", "off"]
    plain = running.enter_context(Server([*ours, "--authless"]))
    guarded = running.enter_context(Server(ours, env))
    cases = []
    for era in (MODERN, SESSION):
        for server, word, with_token in ((plain, "authless", ""), (guarded, "token", token)):
            sessions = server.open_sessions(max(CONNECTIONS), with_token) if era == SESSION else []
            size = len(server.echo(era, sessions[0] if sessions else "", with_token))
            cases.append(Case(OURS, f"tenon-host, {word}", server, era, with_token, sessions))
            twin = running.enter_context(Server([f"{binaries}/tenon-constant-host", "--listen", "127.0.0.1:0", "--threads", "1", "--bytes", str(size)]))
            cases.append(Case(TWIN, f"{TWIN}, {word}", twin, era, with_token, sessions))
    node = f"{peers}/node_modules/node/bin/node"
    for era, name, script in ((MODERN, "TypeScript v2, createMcpHandler", "v2_stateless.mjs"), (SESSION, "TypeScript v1, stateful", "v1_stateful.mjs")):
        peer = running.enter_context(Server([node, f"{peers}/{script}"], {"NODE_ENV": "production"}))
        sessions = peer.open_sessions(max(CONNECTIONS), "") if era == SESSION else []
        peer.echo(era, sessions[0] if sessions else "", "")
        cases.append(Case(PEER, name, peer, era, "", sessions))
    return cases


def play(cases):
    """All runs, round by round, so that a busy minute of the machine meets all of them."""
    for case in cases:
        if case.kind == PEER:
            warm(case)
    loads = {}
    for _ in range(ROUNDS):
        for connections in CONNECTIONS:
            for number, case in enumerate(cases):
                loads.setdefault((number, connections), []).append(case.played(connections))
    return loads


def warm(case):
    """A just-in-time compiler deserves to have seen a few calls, however slow the machine is today."""
    seen = 0
    for _ in range(8):
        seen += case.server.wrk(max(CONNECTIONS), 5, case.era, case.sessions, case.token).requests
        if seen >= WARM_CALLS:
            return


def median(loads, name):
    return middle(getattr(load, name) for load in loads)


def middle(values):
    known = [value for value in values if not math.isnan(value)]
    return statistics.median(known) if known else math.nan


def print_core(rows):
    print(f"\n{'core: 316-byte tools/call echo':<46}{'ns/call':>9}{'calls/s':>12}{'x floor':>9}{'allocs':>8}{'answer':>8}")
    for name, ns, times, allocations, size in rows:
        print(f"{name:<46}{ns:>9.0f}{1e9 / ns:>12,.0f}{times:>9.2f}{allocations:>8.2f}{size:>6} B")


def print_hosts(cases, loads):
    print(f"\n{'host: tools/call echo under wrk':<46}{'era':>12}{'conns':>7}{'req/s':>9}{'p50 us':>8}{'p99 us':>8}{'cpu us':>8}{'RSS MB':>8}{'errors':>8}")
    for connections in CONNECTIONS:
        for number, case in enumerate(cases):
            runs = loads[(number, connections)]
            values = [median(runs, name) for name in ("requests_a_second", "p50", "p99")]
            print(
                f"{case.name:<46}{VERSIONS[case.era]:>12}{connections:>7}{values[0]:>9.0f}{values[1]:>8.0f}{values[2]:>8.0f}"
                f"{median(runs, 'cpu'):>8.2f}{median(runs, 'rss'):>8.1f}{sum(run.errors for run in runs):>8}"
            )


def print_ratios(core, cases, loads):
    print("\nratios against the budget")
    ns = {row[0]: row[1] for row in core}
    times = {row[0]: row[2] for row in core}
    for carrier in ("http", "lines"):
        for version in VERSIONS.values():
            print(ratio(f"core, {carrier}, {version}: times its floor", times[f"{carrier}, {version}"], "at most", 3))
    for version in VERSIONS.values():
        more = (ns[f"http, {version}, token"] - ns[f"http, {version}"]) / 1000
        print(ratio(f"core, http, {version}: microseconds for a token seen before", more, "at most", 0.25))
    print(ratio("core: 10,000 tools beside 10", ns["http, 2026-07-28, 10,000 tools"] / ns["http, 2026-07-28"], "about", 1))
    cpu = {number: median(loads[(number, max(CONNECTIONS))], "cpu") for number in range(len(cases))}
    for number, case in enumerate(cases):
        if case.kind != OURS:
            continue
        what = f"{case.name}, {VERSIONS[case.era]}"
        # The twin's runs follow ours at once, so each round compares two neighbours in time.
        neighbours = zip(loads[(number, max(CONNECTIONS))], loads[(number + 1, max(CONNECTIONS))])
        print(ratio(f"{what}: CPU beside its twin", middle(own.cpu / twin.cpu for own, twin in neighbours), "at most", 1.25))
        peer = next(n for n, other in enumerate(cases) if other.kind == PEER and other.era == case.era)
        print(ratio(f"{what}: CPU below {cases[peer].name}", cpu[peer] / cpu[number], "at least", 20))


def print_rows(title, rows):
    print(f"\n{title}")
    for what, value, unit in rows:
        print(f"{what:<90}{value:>10,.1f} {unit}")


def print_stores(rows):
    print(f"\n{'feedback sessions in a store':<50}{'creates/s':>12}{'answers/s':>12}{'99 % under':>14}")
    for name, at_once, creates, answers, slow in rows:
        shown = {"memory": "in memory", "sqlite": "in a file, each commit on the disk"}[name]
        print(f"{shown + ', ' + at_once + ' at once':<50}{int(creates):>12,}{int(answers):>12,}{int(slow):>11,} us")


def print_idle_ratios(rows):
    for what, value, unit in rows:
        if unit == "B":
            print(ratio(f"core, {what}", value, "at most", 4096))
    lists = {what.split(": ")[1]: value for what, value, _ in rows if what.startswith("tools/list")}
    print(ratio("core, tools/list of 1,000 tools: times a copy of its bytes", lists["every other one"] / lists["a copy of as many bytes"], "at most", 5))


def print_feedback_ratios(rows):
    known = {what: value for what, value, _ in rows}
    session = known["an open session in memory"]
    for kind in ("without reports", "with reports"):
        print(ratio(f"core, a call that waits for a person, {kind}, beside its session: bytes", known[f"an open session and the call that waits for it, {kind}"] - session, "at most", 4096))
    for what, times, unit in rows:
        if unit == "x":
            print(ratio(f"core, {what}", times, "at most", 10 if what.startswith("in memory") else 4))


def print_tokens(rows):
    if not rows:
        print("\ntokens: not measured, there is no OpenSSL to measure beside")
        return
    known = dict(rows["hit"])
    print(f"\n{'tokens of 640 bytes, microseconds':<46}{'whole':>10}{'signature':>11}{'OpenSSL':>10}{'x OpenSSL':>11}{'whole, by the example':>23}{'known':>9}")
    for name, whole, signature, openssl, door in rows["verify"]:
        seen = f"{known[name] / 1000:>9.3f}" if name in known else ""
        print(f"{name:<46}{whole:>10.2f}{signature:>11.2f}{openssl:>10.2f}{signature / openssl:>11.2f}{f'{door:.2f}' if door else '-':>23}{seen}")
    print(f"\n{'two threads, times what one does':<78}")
    for name, times in rows["threads"]:
        print(f"{name:<78}{times:>8.2f}")
    print(f"\n{'a flood of forged tokens on the other core: median latency of good ones':<78}{'quiet':>9}{'flooded':>9}{'forged/s':>10}")
    for name, quiet, flooded, _, rate in rows["flood"]:
        print(f"{name:<78}{quiet:>9.2f}{flooded:>9.2f}{rate:>10,.0f}")


def print_token_ratios(rows):
    for name, nanoseconds in rows.get("hit", []):
        print(ratio(f"tokens, {name}: microseconds for one that is known", nanoseconds / 1000, "at most", 0.25))
    for name, _, _, times, _ in rows.get("flood", []):
        print(ratio(f"tokens, {name}", times, "at most", 2))


def ratio(what, value, bound, limit):
    if math.isnan(value):
        return f"{what:<86}       ?   {bound} {limit}   the machine is too busy to tell"
    met = {"at most": value <= limit, "at least": value >= limit, "about": value <= limit * 1.1}[bound]
    return f"{what:<86}{value:>8.2f}   {bound} {limit}{'' if met else '   MISSED'}"


main()
