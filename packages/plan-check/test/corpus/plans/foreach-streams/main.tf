resource "aws_kinesis_stream" "by_region" {
  for_each        = toset(["north", "south", "west"])
  name            = "orders-${each.key}"
  shard_count     = 1
  encryption_type = "KMS"
  kms_key_id      = "alias/aws/kinesis"
}

resource "aws_sqs_queue" "failures" { name = "failures" }

module "consumer" {
  source       = "../modules/consumer"
  for_each     = aws_kinesis_stream.by_region
  name         = "consumer-${each.key}"
  stream_arn   = each.value.arn
  failures_arn = aws_sqs_queue.failures.arn
}
