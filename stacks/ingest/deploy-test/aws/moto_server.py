"""Starts moto on a loopback port, with what stock moto 5.2.1 lacks for this stack put right.

Usage: python3 moto_server.py PORT

Each patch names the behaviour of AWS that it restores. The product is never changed to please moto.
"""

import sys

from moto.awslambda.models import LambdaFunction
from moto.core.config import default_user_config
from moto.iam.access_control import IAMPolicyStatement, PermissionResult
from moto.kinesis.responses import KinesisResponse
from moto.server import main


def keep_tags_of_new_streams():
    """CreateStream takes tags; moto drops them, and the next plan would add them again."""
    create_stream = KinesisResponse.create_stream

    def create_tagged_stream(self):
        result = create_stream(self)
        tags = self._get_param("Tags")
        if tags:
            self.kinesis_backend.add_tags_to_stream(None, self._get_param("StreamName"), tags)
        return result

    KinesisResponse.create_stream = create_tagged_stream


def keep_logging_config():
    """A function keeps its LoggingConfig; moto drops it, and the next plan would set it again."""
    read_spec = LambdaFunction.__init__
    update = LambdaFunction.update_configuration
    get_configuration = LambdaFunction.get_configuration

    def read_spec_with_logging(self, account_id, spec, *args, **kwargs):
        self.logging_config = spec.get("LoggingConfig")
        read_spec(self, account_id, spec, *args, **kwargs)

    def update_with_logging(self, config_updates):
        self.logging_config = config_updates.get("LoggingConfig", self.logging_config)
        return update(self, config_updates)

    def get_configuration_with_logging(self, on_create=False):
        config = get_configuration(self, on_create)
        if self.logging_config:
            config["LoggingConfig"] = self.logging_config
        return config

    LambdaFunction.__init__ = read_spec_with_logging
    LambdaFunction.update_configuration = update_with_logging
    LambdaFunction.get_configuration = get_configuration_with_logging


def apply_statements_only_where_their_conditions_hold():
    """A statement whose condition does not hold says nothing; moto denies, so "no access without TLS" denied all."""
    is_action_permitted = IAMPolicyStatement.is_action_permitted

    def is_action_permitted_under_conditions(self, *args, **kwargs):
        result = is_action_permitted(self, *args, **kwargs)
        conditions = self._statement.get("Condition", {})
        return result if all(holds(*item) for item in conditions.items()) else PermissionResult.NEUTRAL

    IAMPolicyStatement.is_action_permitted = is_action_permitted_under_conditions
    # Decided above, with a context that moto does not pass on.
    IAMPolicyStatement._check_conditions = lambda self, values: True


#: What is true of every request here: over TLS as far as policies are concerned, and within moto's one account.
REQUEST_CONTEXT = {"aws:SecureTransport": "true", "s3:ResourceAccount": "123456789012"}


def holds(operator, expected_by_key):
    """Whether a condition holds. Knows the operators that this stack uses and refuses others."""
    if operator not in ("Bool", "StringEquals"):
        raise NotImplementedError(f"The condition operator {operator} is not known to the test's IAM.")
    for key, expected in expected_by_key.items():
        values = expected if isinstance(expected, list) else [expected]
        if REQUEST_CONTEXT[key] not in values:
            return False
    return True


if __name__ == "__main__":
    # An upload notifies the function; without Docker moto only notes that, which is all this needs.
    default_user_config["lambda"]["use_docker"] = False
    keep_tags_of_new_streams()
    keep_logging_config()
    apply_statements_only_where_their_conditions_hold()
    main(["-H", "127.0.0.1", "-p", sys.argv[1]])
