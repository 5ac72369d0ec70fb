"""ctypes_host.py LIBRARY - an HTTP host in Python: Tenon's C ABI through ctypes, sockets by asyncio, answers from a thread."""
import asyncio
import ctypes as c
import itertools
import sys
import threading
import time

OK, IDLE, HTTP = 0, 1, 1


class Str(c.Structure):
    _fields_ = [("data", c.POINTER(c.c_char)), ("len", c.c_size_t)]

    def __bytes__(self):
        return c.string_at(self.data, self.len) if self.len else b""


def text(value):
    value = value.encode("latin-1")
    return Str(c.cast(c.c_char_p(value), c.POINTER(c.c_char)), len(value))


def record(*fields):
    return type("Record", (c.Structure,), {"_fields_": [("size", c.c_size_t), *fields]})


def fill(kind, **members):
    return kind(size=c.sizeof(kind), **members)


Now = type("Now", (c.Structure,), {"_fields_": [("monotonic_ms", c.c_uint64), ("unix_ms", c.c_int64)]})
Header = type("Header", (c.Structure,), {"_fields_": [("name", Str), ("value", Str)]})
Signal = c.CFUNCTYPE(None, c.c_void_p)
# The first members of each record are enough: `size` says how many there are.
Options = record(*[(n, Str) for n in "name version title instructions base_path public_url".split()],
                 *[(n, c.c_void_p if i % 2 == 0 else c.c_size_t) for i, n in enumerate("hosts host_count origins origin_count".split())],
                 *[(n, c.c_uint64) for n in ["authless", "expose"] + [f"limit{i}" for i in range(22)]])
Call = record(("name", Str), ("arguments_json", Str))
Run = c.CFUNCTYPE(None, c.c_void_p, c.POINTER(Call), c.c_void_p)
Tool = record(*[(n, Str) for n in "name title description input_schema annotations".split()], ("user", c.c_void_p),
              ("drop", Signal), ("run", Run))
Head = record(("carrier", c.c_int64), ("method", Str), ("target", Str), ("headers", c.POINTER(Header)),
              ("header_count", c.c_size_t), ("peer", Str), ("subject", Str), ("user", c.c_void_p), ("wake", Signal), ("drop", Signal))
Answer = record(("status", c.c_int64), ("headers", c.POINTER(Header)), ("header_count", c.c_size_t),
                ("body_length", c.c_int64), ("close_code", c.c_int64))


def now():
    return Now(time.monotonic_ns() // 1_000_000, time.time_ns() // 1_000_000)


def load(path):
    """The library, with what each function takes: Python must know which arguments are pointers and which are by value."""
    lib, pointer = c.CDLL(path), c.c_void_p
    for name, *takes in [
            ("server_create", pointer, pointer, c.POINTER(pointer), pointer), ("server_add_tool", pointer, pointer, pointer),
            ("server_destroy", pointer, Now), ("server_tick", pointer, Now), ("call_number", c.POINTER(Call), Str, pointer),
            ("reply_text", pointer, Str, Now), ("reply_release", pointer, Now),
            ("reply_progress", pointer, c.c_double, c.c_double, Str, Now),
            ("exchange_open", pointer, pointer, Now, c.POINTER(pointer)), ("exchange_feed", pointer, c.c_char_p, c.c_size_t, Now),
            ("exchange_end", pointer, Now), ("exchange_answer", pointer, c.POINTER(Answer)),
            ("exchange_pull", pointer, c.POINTER(Str)), ("exchange_sent", pointer, c.c_size_t, Now), ("exchange_close", pointer, Now)]:
        function = getattr(lib, "tenon_" + name)
        function.argtypes, function.restype = takes, None if name.endswith(("destroy", "close", "release")) else c.c_int32
    return lib


def main(path):
    lib, server, error = load(path), c.c_void_p(), c.c_void_p()
    options = fill(Options, name=text("ctypes-host"), version=text("1.0"), authless=1)
    assert lib.tenon_server_create(c.byref(options), None, c.byref(server), None) == OK

    def add(user, call, reply):
        """Answers from another thread, after the call has returned to C."""
        a, b = c.c_double(), c.c_double()
        lib.tenon_call_number(call, text("a"), c.byref(a))
        lib.tenon_call_number(call, text("b"), c.byref(b))

        def later():
            lib.tenon_reply_progress(reply, 1, 2, text("half way"), now())
            time.sleep(0.1)
            lib.tenon_reply_text(reply, text(f"{a.value + b.value:g}"), now())
            lib.tenon_reply_release(reply, now())
        threading.Thread(target=later).start()

    dropped, numbers = [], itertools.count(1)
    run, drop = Run(add), Signal(dropped.append)
    schema = '{"type":"object","properties":{"a":{"type":"number"},"b":{"type":"number"}},"required":["a","b"]}'
    tool = fill(Tool, name=text("add"), description=text("Add two numbers, in a while."), input_schema=text(schema), drop=drop, run=run)
    assert lib.tenon_server_add_tool(server, c.byref(tool), None) == OK

    # One wake for all exchanges: `user` is a number, so that nothing of Python has to live as long as C may still call.
    waiting = {}
    wake = Signal(lambda user: waiting[user][0].call_soon_threadsafe(waiting[user][1].set))  # from any thread: only signals
    forget = Signal(waiting.pop)

    async def handle(reader, writer):
        woken, exchange, user = asyncio.Event(), c.c_void_p(), next(numbers)
        waiting[user] = asyncio.get_running_loop(), woken
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ")
        pairs = [line.split(":", 1) for line in lines[1:] if line]
        headers = (Header * len(pairs))(*[Header(text(n), text(v.strip())) for n, v in pairs])
        head = fill(Head, carrier=HTTP, method=text(method), target=text(target), headers=headers, header_count=len(pairs),
                    user=user, wake=wake, drop=forget)
        assert lib.tenon_exchange_open(server, c.byref(head), now(), c.byref(exchange)) == OK
        length = next((int(v) for n, v in pairs if n.lower() == "content-length"), 0)
        body = await reader.readexactly(length)
        lib.tenon_exchange_feed(exchange, body, len(body), now())
        lib.tenon_exchange_end(exchange, now())

        answer, out = fill(Answer), Str()
        while lib.tenon_exchange_answer(exchange, c.byref(answer)) == IDLE:
            await woken.wait()
            woken.clear()
        fields = [(bytes(h.name), bytes(h.value)) for h in answer.headers[:answer.header_count]]
        writer.write(b"HTTP/1.1 %d .\r\nConnection: close\r\n" % answer.status + b"".join(b"%s: %s\r\n" % f for f in fields) + b"\r\n")
        while (status := lib.tenon_exchange_pull(exchange, c.byref(out))) in (OK, IDLE):
            if status == IDLE:
                await woken.wait()
                woken.clear()
                continue
            writer.write(bytes(out))
            await writer.drain()
            lib.tenon_exchange_sent(exchange, out.len, now())
        lib.tenon_exchange_close(exchange, now())
        writer.close()

    async def serve():
        listener = await asyncio.start_server(handle, "127.0.0.1", 0)
        print("http://127.0.0.1:%d/mcp" % listener.sockets[0].getsockname()[1], flush=True)
        stop = asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)  # until stdin ends
        while not stop.done():
            lib.tenon_server_tick(server, now())
            await asyncio.wait([stop], timeout=0.02)
        listener.close()

    asyncio.run(serve())
    lib.tenon_server_destroy(server, now())
    print("handlers dropped:", len(dropped), "exchanges left:", len(waiting), flush=True)


main(sys.argv[1])
