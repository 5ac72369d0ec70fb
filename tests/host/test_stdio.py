"""test_stdio.py - `tenon-host --stdio`: one client on a pair of pipes."""
import json
import os
import signal
import subprocess
import time

from harness import BINARY, environment, run, wait_until

FLAGS = ("--stdio", "--demo", "--feedback", "off")


def line(method, number=None, **params):
    message = {"jsonrpc": "2.0", "method": method, **({"params": params} if params else {})}
    if number is not None:
        message["id"] = number
    return json.dumps(message) + "\n"


HELLO = line("initialize", 0, protocolVersion="2025-11-25", capabilities={}, clientInfo={"name": "t", "version": "1"}) + \
    line("notifications/initialized")


def answers(text):
    return {m["id"]: m for m in map(json.loads, text.splitlines()) if "id" in m}


def start(*flags):
    return subprocess.Popen([BINARY, *FLAGS, *flags], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True, env=environment())


def tool(number, name, **arguments):
    return line("tools/call", number, name=name, arguments=arguments)


def test_a_conversation_and_its_end():
    done = run(*FLAGS, text=HELLO + line("tools/list", 1) + tool(2, "add", a=2, b=3))
    found = answers(done.stdout)
    assert done.returncode == 0, done
    assert found[0]["result"]["protocolVersion"] == "2025-11-25"
    assert {t["name"] for t in found[1]["result"]["tools"]} == {"add", "calculate", "echo", "getToken", "slow", "whoami"}
    assert found[2]["result"]["content"][0]["text"] == "5"


def test_no_token_and_no_secret_are_needed():
    assert run(*FLAGS, text=HELLO).returncode == 0


def test_calculate_divides_but_not_by_zero():
    calls = [("add", 5), ("subtract", 1), ("multiply", 6), ("divide", 1.5)]
    text = HELLO + "".join(tool(n, "calculate", operation=name, a=3, b=2) for n, (name, _) in enumerate(calls, 1))
    found = answers(run(*FLAGS, text=text + tool(9, "calculate", operation="divide", a=1, b=0)).stdout)
    assert [found[n]["result"]["content"][0]["text"] for n in range(1, 5)] == ["5", "1", "6", "1.5"]
    assert found[9]["result"]["isError"] is True, found[9]


def test_answers_that_are_owed_come_out_after_the_end_of_input():
    done = run(*FLAGS, text=HELLO + tool(1, "slow", seconds=0.7) + tool(2, "echo", text="quick"))
    found = answers(done.stdout)
    assert done.returncode == 0 and "done after 0.7 seconds" in found[1]["result"]["content"][0]["text"]
    assert found[2]["result"]["content"][0]["text"] == "quick"


def test_a_last_line_without_its_end_is_no_message():
    done = run(*FLAGS, text=HELLO + tool(1, "add", a=1, b=1).rstrip("\n"))
    assert done.returncode == 0 and all("jsonrpc" in json.loads(out) for out in done.stdout.splitlines())


def test_stdout_holds_messages_and_nothing_else():
    done = run(*FLAGS, "--log-level", "debug", text=HELLO + "not json\n" + tool(1, "echo", text="x"))
    assert done.returncode == 0
    for out in done.stdout.splitlines():
        assert json.loads(out)["jsonrpc"] == "2.0"
    assert "serving on stdin and stdout" in done.stderr


def test_an_answer_larger_than_a_pipe():
    text = "large " * 100_000
    found = answers(run(*FLAGS, text=HELLO + tool(1, "echo", text=text)).stdout)
    assert found[1]["result"]["content"][0]["text"] == text


def test_many_large_answers_to_a_client_that_reads_late():
    process = start()
    writer_text = HELLO + "".join(tool(n, "echo", text=f"{n} " + "x" * 50_000) for n in range(1, 41))
    pid = os.fork()
    if pid == 0:  # writes while we do not read
        try:
            process.stdin.write(writer_text)
            process.stdin.close()
        finally:
            os._exit(0)
    process.stdin.close()
    time.sleep(0.5)
    found = answers(process.stdout.read())
    assert process.wait(20) == 0
    os.waitpid(pid, 0)
    process.stdout.close(), process.stderr.close()
    assert all(found[n]["result"]["content"][0]["text"].startswith(f"{n} ") for n in range(1, 41))


def test_sigterm_lets_a_call_finish_and_ends_with_0():
    with start() as process:
        process.stdin.write(HELLO + tool(1, "slow", seconds=1))
        process.stdin.flush()
        time.sleep(0.4)
        process.send_signal(signal.SIGTERM)
        found = answers(process.stdout.read())
        assert process.wait(20) == 0
        assert "done" in found[1]["result"]["content"][0]["text"]


def test_a_second_signal_does_not_wait():
    with start("--grace", "60") as process:
        process.stdin.write(HELLO + tool(1, "slow", seconds=60))
        process.stdin.flush()
        time.sleep(0.4)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        begin = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 128 + signal.SIGTERM
        assert time.monotonic() - begin < 3


def test_a_client_that_closes_its_reading_end():
    with start() as process:
        process.stdin.write(HELLO)
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write(tool(1, "echo", text="to nobody"))
        process.stdin.flush()
        wait_until(lambda: process.poll() is not None, "the host to see it")
        assert process.returncode == 0
