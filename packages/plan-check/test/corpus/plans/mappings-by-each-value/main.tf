resource "aws_kinesis_stream" "orders" {
  name            = "orders"
  shard_count     = 2
  encryption_type = "KMS"
  kms_key_id      = "alias/aws/kinesis"
}

resource "aws_sqs_queue" "failures" { name = "failures" }

module "consumer" {
  source = "../modules/mapped-function"
  name   = "consumer"
  event_source_mapping = {
    kinesis = {
      event_source_arn              = aws_kinesis_stream.orders.arn
      starting_position             = "TRIM_HORIZON"
      maximum_retry_attempts        = 3
      maximum_record_age_in_seconds = 3600
      destination_arn_on_failure    = "arn:aws:sqs:eu-west-1:123456789012:failures"
    }
  }
}
