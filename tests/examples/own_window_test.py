"""own_window_test.py OWN_WINDOW - a person answers at the program's own prompt, or declines, and the agent hears of it."""
import json
import subprocess
import sys

from line_talk import check, the_end

OWN_WINDOW = sys.argv[1]


def answered(words):
    ran = subprocess.run([OWN_WINDOW], input=words, capture_output=True, text=True, timeout=60)
    check("it ends well", ran.returncode == 0, ran)
    heard = [json.loads(line.split(": ", 1)[1]) for line in ran.stdout.splitlines() if "The agent hears: " in line]
    check("the agent heard of it once", [message.get("id") for message in heard].count(1) == 1, ran.stdout)
    return ran.stdout, next((message["result"] for message in heard if message.get("id") == 1), {})


said, result = answered('yes, but keep the "tags"\n')
check("it was sent", "Sent." in said, said)
check("what was answered", 'yes, but keep the "tags"' in json.dumps(result, ensure_ascii=False).replace('\\"', '"'), result)
check("by whom", "Whoever sits here" in json.dumps(result), result)
said, result = answered("")
check("declined", "declined" in json.dumps(result), result)
sys.exit(the_end())
