"""Holds Kubernetes objects against Kubernetes' own schemas, strictly. Argument: {"version", "objects"}; prints the faults."""

import json
import sys

import kubernetes_validate

asked = json.loads(sys.argv[1])
faults = []
for thing in asked["objects"]:
    try:
        kubernetes_validate.validate(thing, asked["version"], strict=True)
    except Exception as error:
        faults.append(f"{thing['kind']} {thing['metadata']['name']}: {error}")
print(json.dumps(faults))
