"""asks_back_test.py ASKS_BACK - orders a coffee on both eras, from the same handler."""
import sys

from line_talk import Talk, check, hello, modern, text_of, the_end

ASKS_BACK = sys.argv[1]


def an_older_client(answer, expected):
    talk = Talk(ASKS_BACK)
    hello(talk)
    talk.ask("tools/call", {"name": "coffee", "arguments": {}})
    question = talk.hear()
    check("the server asks", question.get("method") == "elicitation/create" and question["params"]["message"] == "Which size?", question)
    talk.say({"id": question["id"], "result": answer})
    told = talk.hear()
    check(expected, text_of(told) == expected, told)
    check("ends with its input", talk.end() == 0)


def a_newer_client(answer, expected):
    talk = Talk(ASKS_BACK)
    first, _ = talk.call("coffee", _meta=modern())
    check("more is needed", first["result"]["resultType"] == "input_required", first)
    check("which", first["result"]["inputRequests"]["size"]["params"]["message"] == "Which size?", first)
    told, _ = talk.call("coffee", _meta=modern(), requestState=first["result"]["requestState"], inputResponses={"size": answer})
    check(expected, text_of(told) == expected, told)
    check("ends with its input", talk.end() == 0)


for client in (an_older_client, a_newer_client):
    client({"action": "accept", "content": {"size": "large"}}, "One large coffee.")
    client({"action": "decline"}, "No coffee today.")
sys.exit(the_end())
