"""jq's command line, as far as the documentation uses it, on the library that PyPI has."""

import argparse
import json
import sys

import jq

parser = argparse.ArgumentParser()
parser.add_argument("-c", dest="compact", action="store_true")
parser.add_argument("-r", dest="raw_output", action="store_true")
parser.add_argument("-R", dest="raw_input", action="store_true")
parser.add_argument("program")
parser.add_argument("file", nargs="?", type=argparse.FileType(encoding="utf-8"), default=sys.stdin)
given = parser.parse_args()

program = jq.compile(given.program)
text = given.file.read()
results = (
    (result for line in text.split("\n")[:-1] for result in program.input_value(line))
    if given.raw_input
    else program.input_text(text)
)
for result in results:
    if given.raw_output and isinstance(result, str):
        print(result)
    elif given.compact:
        print(json.dumps(result, ensure_ascii=False, separators=(",", ":")))
    else:
        print(json.dumps(result, ensure_ascii=False, indent=2))
