"""Starts moto 5.2.1 on a loopback port, with patches for what it lacks for this stack.

Usage: python3 moto_server.py PORT ACTIONS_FILE

Each patch describes the behaviour of AWS that it adds. The stack is never changed for moto.
"""

import base64
import json
import re
import sys
from urllib.parse import unquote
from xml.etree import ElementTree
from fnmatch import fnmatchcase

from flask import request
from moto.awslambda import urls as lambda_urls
from moto.awslambda.models import LambdaBackend, LambdaFunction
from moto.awslambda.responses import LambdaResponse
from moto.core.config import default_user_config
from moto.core.responses import ActionAuthenticatorMixin
from moto.iam.access_control import IAMPolicyStatement, IAMRequestBase, PermissionResult
from moto.kinesis.models import Consumer
from moto.kinesis.responses import KinesisResponse
from moto.kms.responses import KmsResponse
from moto.s3.models import FakeBucket, S3Backend
from moto.s3.responses import S3Response
from moto.server import main
from moto.sqs.models import Queue


def keep_tags_of_new_streams():
    """CreateStream accepts tags. moto drops them, and the next plan would add them again."""
    create_stream = KinesisResponse.create_stream

    def create_tagged_stream(self):
        result = create_stream(self)
        tags = self._get_param("Tags")
        if tags:
            self.kinesis_backend.add_tags_to_stream(None, self._get_param("StreamName"), tags)
        return result

    KinesisResponse.create_stream = create_tagged_stream


def keep_function_settings():
    """A function has log settings and a key. moto drops them, and the next plan would set them again."""
    names = ("LoggingConfig", "KMSKeyArn")
    read_spec = LambdaFunction.__init__
    update = LambdaFunction.update_configuration
    get_configuration = LambdaFunction.get_configuration

    def read_complete_spec(self, account_id, spec, *args, **kwargs):
        self.kept_settings = {name: spec[name] for name in names if spec.get(name)}
        read_spec(self, account_id, spec, *args, **kwargs)

    def update_completely(self, config_updates):
        self.kept_settings.update({name: config_updates[name] for name in names if name in config_updates})
        return update(self, config_updates)

    def get_complete_configuration(self, on_create=False):
        return {**get_configuration(self, on_create), **self.kept_settings}

    LambdaFunction.__init__ = read_complete_spec
    LambdaFunction.update_configuration = update_completely
    LambdaFunction.get_configuration = get_complete_configuration


def keep_rotation_period():
    """A key has a rotation period. moto stores only whether it rotates."""
    enable = KmsResponse.enable_key_rotation
    get_status = KmsResponse.get_key_rotation_status
    days_by_key = {}

    def enable_with_period(self):
        days_by_key[self._get_param("KeyId")] = self._get_param("RotationPeriodInDays") or 365
        return enable(self)

    def get_status_with_period(self):
        status = json.loads(get_status(self))
        if status["KeyRotationEnabled"]:
            status["RotationPeriodInDays"] = days_by_key.get(self._get_param("KeyId"), 365)
        return json.dumps(status)

    KmsResponse.enable_key_rotation = enable_with_period
    KmsResponse.get_key_rotation_status = get_status_with_period


def apply_statements_only_where_their_conditions_hold():
    """A statement applies only if its condition holds. moto ignores conditions of Deny statements, so "no access without TLS" denies all."""
    is_action_permitted = IAMPolicyStatement.is_action_permitted

    def is_action_permitted_under_conditions(self, *args, **kwargs):
        result = is_action_permitted(self, *args, **kwargs)
        conditions = self._statement.get("Condition", {})
        return result if all(holds(*item) for item in conditions.items()) else PermissionResult.NEUTRAL

    IAMPolicyStatement.is_action_permitted = is_action_permitted_under_conditions
    # Checked above, with request context that moto does not pass on.
    IAMPolicyStatement._check_conditions = lambda self, values: True


def check_streams_by_name():
    """Calls on a stream are authorized for its ARN. moto authorizes them for all streams (`*`)."""

    def determine_resource(self):
        arn = self._get_param("StreamARN")
        name = self._get_param("StreamName")
        if name is None and self._get_action() == "GetRecords":
            name = base64.b64decode(self._get_param("ShardIterator")).decode().split(":")[0]
        return arn or f"arn:aws:kinesis:{self.region}:{self.current_account}:stream/{name}"

    KinesisResponse._determine_resource = determine_resource


def support_recursion_settings():
    """A function has a recursion setting. moto does not support it."""
    loops_by_function = {}

    def recursion_config(request, full_url, headers):
        response = LambdaResponse()
        response.setup_class(request, full_url, headers)
        name = response.path.split("/")[3]
        if response.method == "PUT":
            loops_by_function[name] = json.loads(response.body)["RecursiveLoop"]
        return 200, {}, json.dumps({"RecursiveLoop": loops_by_function.get(name, "Terminate")})

    path = r"{0}/2024-08-31/functions/(?P<function_name>[\w_:%-]+)/recursion-config/?$"
    lambda_urls.url_paths[path] = recursion_config


def support_mappings_of_fan_out_consumers():
    """A mapping may read an enhanced fan-out consumer. moto supports streams only."""
    create_mapping = LambdaBackend.create_event_source_mapping

    def create_mapping_of_consumer(self, spec):
        source = spec.get("EventSourceArn", "")
        stream_arn = source.split("/consumer/")[0]
        mapping = create_mapping(self, {**spec, "EventSourceArn": stream_arn})
        mapping.event_source_arn = source
        return mapping

    LambdaBackend.create_event_source_mapping = create_mapping_of_consumer


def keep_aliases_of_mappings():
    """A mapping of an alias names the alias. moto replaces it by the version that the alias points to."""
    create_mapping = LambdaBackend.create_event_source_mapping
    update_mapping = LambdaBackend.update_event_source_mapping

    def keep_name(mapping, spec):
        function = spec.get("FunctionName", "")
        if mapping and function.startswith("arn:"):
            mapping.function_arn = function
        return mapping

    LambdaBackend.create_event_source_mapping = lambda self, spec: keep_name(create_mapping(self, spec), spec)
    LambdaBackend.update_event_source_mapping = lambda self, uuid, spec: keep_name(
        update_mapping(self, uuid, spec), spec
    )


def keep_invoke_configurations_by_qualifier():
    """A function and each of its aliases have settings of asynchronous invocations of their own. moto has one for all."""
    kept = {}

    def support_qualifier(action):
        act_on_function = getattr(LambdaResponse, action)

        def act_on_qualifier(self):
            function = self.backend.get_function(unquote(self.path.rsplit("/", 2)[1]))
            key = (function.function_arn, self.querystring.get("Qualifier", ["$LATEST"])[0])
            function.event_invoke_config = kept.get(key, [])
            try:
                return act_on_function(self)
            finally:
                # A second put replaces the first.
                kept[key] = function.event_invoke_config[-1:]

        setattr(LambdaResponse, action, act_on_qualifier)

    for verb in ("put", "get", "delete"):
        support_qualifier(f"{verb}_function_event_invoke_config")


def add_creation_time_to_consumer_arns():
    """The ARN of a fan-out consumer ends with its creation time in seconds. moto leaves it out."""
    make_consumer = Consumer.__init__

    def make_timed_consumer(self, *args, **kwargs):
        make_consumer(self, *args, **kwargs)
        self.consumer_arn += f":{int(self.created.timestamp())}"

    Consumer.__init__ = make_timed_consumer


def trust_signatures():
    """moto computes wrong signatures for keys with spaces and umlauts. The access key id alone identifies the caller."""
    IAMRequestBase.check_signature = lambda self: None


def report_event_bridge_configuration():
    """A notification configuration includes EventBridge. moto stores it, but leaves it out of its response."""
    get_notification = S3Response.get_bucket_notification

    def get_complete_notification(self):
        status, headers, body = get_notification(self)
        kept = self.backend.get_bucket_notification_configuration(self.bucket_name)
        if kept and kept.event_bridge is not None:
            answer = ElementTree.fromstring(body)
            namespace = answer.tag.partition("}")[0].lstrip("{")
            ElementTree.register_namespace("", namespace)
            ElementTree.SubElement(answer, f"{{{namespace}}}EventBridgeConfiguration")
            body = ElementTree.tostring(answer)
            headers["content-length"] = str(len(body))
        return status, headers, body

    S3Response.get_bucket_notification = get_complete_notification


def complete_redrive_settings():
    """A dead-letter queue names the queues that may use it: moto leaves this out of its response. JSON has no white space."""
    attributes = Queue.attributes.fget

    def complete_attributes(self):
        result = attributes(self)
        if self.redrive_policy:
            result["RedrivePolicy"] = json.dumps(self.redrive_policy, separators=(",", ":"))
        allowed = getattr(self, "redrive_allow_policy", None)
        return {**result, **({"RedriveAllowPolicy": allowed} if allowed else {})}

    Queue.attributes = property(complete_attributes)


def accept_any_principal_in_log_bucket_policies():
    """The policy of a log bucket may have `"Principal": "*"`. moto fails on it with status 500."""

    def may_write_logs(target_bucket, target_prefix):
        statements = json.loads(target_bucket.policy.decode())["Statement"] if target_bucket.policy else []
        return any(
            statement["Effect"] == "Allow"
            and statement["Principal"] == {"Service": "logging.s3.amazonaws.com"}
            and statement["Action"] == "s3:PutObject"
            for statement in statements
        )

    FakeBucket._log_permissions_enabled_policy = staticmethod(may_write_logs)


def delete_versions_of_suspended_buckets():
    """A version can be deleted while versioning is suspended. moto deletes the key instead, and fails if it has a delete marker."""
    delete_object = S3Backend.delete_object

    def delete_version(self, bucket_name, key_name, version_id=None, bypass=False):
        bucket = self.get_bucket(bucket_name)
        status = bucket.versioning_status
        if version_id is None or status != "Suspended":
            return delete_object(self, bucket_name, key_name, version_id, bypass)
        bucket.versioning_status = "Enabled"
        try:
            return delete_object(self, bucket_name, key_name, version_id, bypass)
        finally:
            bucket.versioning_status = status

    S3Backend.delete_object = delete_version


def record_actions_of_terraform(file):
    """Appends the IAM action of every request of the AWS provider to a file, one a line. moto names those that it can authorize."""
    authorize = ActionAuthenticatorMixin._authenticate_and_authorize_action

    def record_and_authorize(self, iam_request_cls, resource="*"):
        service = re.search(r"Credential=(?:[^/]+/){3}([^/]+)/", self.headers.get("Authorization", ""))
        if service and "terraform-provider-aws" in self.headers.get("User-Agent", ""):
            action = self._get_action()
            with open(file, "a") as lines:
                lines.write(f"{service[1]}:{action[0] if isinstance(action, list) else action}\n")
        return authorize(self, iam_request_cls, resource)

    ActionAuthenticatorMixin._authenticate_and_authorize_action = record_and_authorize


#: Context of every request: policies see TLS, and moto has one account.
REQUEST_CONTEXT = {"aws:SecureTransport": "true", "s3:ResourceAccount": "123456789012"}


#: Whether each condition operator holds for the actual value, None if the request has none, and the expected ones.
OPERATORS = {
    "Bool": lambda actual, expected: actual in expected,
    "StringEquals": lambda actual, expected: actual in expected,
    "StringLike": lambda actual, expected: any(fnmatchcase(actual, pattern) for pattern in expected),
    "StringNotEquals": lambda actual, expected: actual not in expected,
    "Null": lambda actual, expected: (actual is None) == (expected == ["true"]),
}


def holds(operator, expected_by_key):
    """Whether a condition holds. Supports the operators that this stack uses."""
    if operator not in OPERATORS:
        raise NotImplementedError(f"The condition operator {operator} is not supported.")
    return all(
        OPERATORS[operator](context_value(key), expected if isinstance(expected, list) else [expected])
        for key, expected in expected_by_key.items()
    )


def context_value(key):
    """The value of a condition key in this request; None if the request does not set it."""
    if key.startswith("s3:x-amz-"):
        return request.headers.get(key.removeprefix("s3:"))
    if key == "s3:prefix":
        return request.args.get("prefix", "")
    return REQUEST_CONTEXT[key]


if __name__ == "__main__":
    # An upload notifies the function. Without Docker, moto does not run it, and these tests run it themselves.
    default_user_config["lambda"]["use_docker"] = False
    keep_tags_of_new_streams()
    keep_function_settings()
    keep_rotation_period()
    apply_statements_only_where_their_conditions_hold()
    check_streams_by_name()
    support_recursion_settings()
    support_mappings_of_fan_out_consumers()
    keep_aliases_of_mappings()
    keep_invoke_configurations_by_qualifier()
    add_creation_time_to_consumer_arns()
    complete_redrive_settings()
    accept_any_principal_in_log_bucket_policies()
    report_event_bridge_configuration()
    trust_signatures()
    delete_versions_of_suspended_buckets()
    record_actions_of_terraform(sys.argv[2])
    main(["-H", "127.0.0.1", "-p", sys.argv[1]])
