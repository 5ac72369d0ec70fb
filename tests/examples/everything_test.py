"""everything_test.py TENON_EVERYTHING - talks to tenon-everything over its stdin and stdout, where it asks back as well."""
import json
import subprocess
import sys

from line_talk import Talk, check, hello, modern, text_of, the_end

EVERYTHING = sys.argv[1]


def an_older_client():
    talk = Talk(EVERYTHING, "--stdio")
    capabilities = hello(talk)["result"]["capabilities"]
    check("all is declared", {"tools", "resources", "prompts", "completions", "logging"} <= set(capabilities), capabilities)
    answer, before = talk.call("test_tool_with_progress", _meta={"progressToken": "p"})
    check("three reports, then the answer", [m["params"]["progress"] for m in before] == [0, 50, 100], before)
    check("a text in the end", bool(text_of(answer)), answer)
    answer, before = talk.call("test_tool_with_logging")
    words = [m["params"]["data"] for m in before]
    check("three lines", words == ["Tool execution started", "Tool processing data", "Tool execution completed"], before)

    talk.ask("tools/call", {"name": "test_elicitation", "arguments": {"message": "Who?"}})
    question = talk.hear()
    check("the person is asked", question.get("method") == "elicitation/create" and question["params"]["message"] == "Who?", question)
    talk.say({"id": question["id"], "result": {"action": "accept", "content": {"username": "ada", "email": "a@example.com"}}})
    answer = talk.hear()
    said = (text_of(answer) or "").removeprefix("User response: action=accept, content=")
    check("what the person said", said.startswith("{") and json.loads(said) == {"username": "ada", "email": "a@example.com"}, answer)

    talk.ask("tools/call", {"name": "test_sampling", "arguments": {"prompt": "Well?"}})
    question = talk.hear()
    check("the model is asked", question["params"]["messages"][0]["content"]["text"] == "Well?", question)
    talk.say({"id": question["id"], "result": {"role": "assistant", "model": "m", "content": {"type": "text", "text": "Yes."}}})
    check("what the model said", text_of(talk.hear()) == "LLM response: Yes.", answer)

    answer, before = talk.call("test_trigger_tool_change")
    if not before:
        before = [talk.hear()]
    check("the change is told", before[0].get("method") == "notifications/tools/list_changed", (answer, before))
    check("the new tool answers", text_of(talk.call("test_dynamic_tool")[0]) == "I am here.")
    check("ends with its input", talk.end() == 0)


def a_newer_client():
    talk = Talk(EVERYTHING, "--stdio")
    name = "test_input_required_result_multi_round"
    first, _ = talk.call(name, _meta=modern())
    second, _ = talk.call(name, _meta=modern(), requestState=first["result"]["requestState"],
                          inputResponses={"step1": {"action": "accept", "content": {"name": "Ada"}}})
    third, _ = talk.call(name, _meta=modern(), requestState=second["result"]["requestState"],
                         inputResponses={"step2": {"action": "accept", "content": {"color": "red"}}})
    check("what two rounds heard", text_of(third) == "Ada likes red.", third)

    task, _ = talk.call("slow_compute", {"seconds": 60, "label": "x"}, _meta=modern())
    check("a task", task["result"].get("resultType") == "task", task)
    ident = task["result"]["taskId"]
    talk.ask("tasks/cancel", {"taskId": ident, "_meta": modern()})
    check("cancelled at once", "result" in talk.hear())
    talk.ask("tasks/get", {"taskId": ident, "_meta": modern()})
    answer = talk.hear()
    check("and it says so", answer["result"]["status"] == "cancelled", answer)

    answer, _ = talk.call("test_structured_content", {"city": "Paris \"75\""}, _meta=modern())
    check("structured", answer["result"]["structuredContent"] == {"city": "Paris \"75\"", "celsius": 21.5}, answer)
    check("ends with its input", talk.end() == 0)


def wrong_use():
    for words in (["--host", "0.0.0.0"], ["--host", "example.com"], ["--port", "65536"], ["--port"], ["--nonsense"], ["word"]):
        done = subprocess.run([EVERYTHING, *words], capture_output=True, timeout=20)
        check(f"{words} is refused", done.returncode == 2 and b"tenon-everything: " in done.stderr and not done.stdout, done)
    done = subprocess.run([EVERYTHING, "--help"], capture_output=True, timeout=20)
    check("help", done.returncode == 0 and b"--stdio" in done.stdout, done)


an_older_client()
a_newer_client()
wrong_use()
sys.exit(the_end())
