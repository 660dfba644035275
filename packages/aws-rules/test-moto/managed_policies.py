"""Reads names of AWS managed policies as JSON strings, one a line. Prints the actions that moto's copy of each allows on all resources, sorted, as JSON."""

import json
import sys

from moto.iam.aws_managed_policies import aws_managed_policies_data

policies = json.loads(aws_managed_policies_data)


def as_list(value):
    return value if isinstance(value, list) else [value]


def allowed_actions(name):
    statements = as_list(policies[name]["Document"]["Statement"])
    return sorted(
        action
        for statement in statements
        if statement["Effect"] == "Allow" and as_list(statement["Resource"]) == ["*"] and "Condition" not in statement
        for action in as_list(statement["Action"])
    )


for line in sys.stdin:
    print(json.dumps(allowed_actions(json.loads(line))))
