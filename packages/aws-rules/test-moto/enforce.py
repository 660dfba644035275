"""Reads questions as JSON, one a line: {"policies": [...], "action": ..., "resource": ...}. Prints yes or no for each, as moto enforces it."""

import json
import sys

from moto.iam.access_control import IAMPolicy, PermissionResult


def answer(question):
    results = [
        IAMPolicy(json.dumps(policy)).is_action_permitted(question["action"], question["resource"])
        for policy in question["policies"]
    ]
    if PermissionResult.DENIED in results:
        return "no"
    return "yes" if PermissionResult.PERMITTED in results else "no"


for line in sys.stdin:
    print(answer(json.loads(line)))
