resource "aws_kinesis_stream" "orders" {
  name            = "orders"
  shard_count     = 2
  encryption_type = "KMS"
  kms_key_id      = "alias/aws/kinesis"
}

resource "aws_sqs_queue" "failures" { name = "failures" }

module "consumer" {
  source       = "../modules/consumer"
  for_each     = toset(["billing", "search"])
  name         = each.key
  stream_arn   = aws_kinesis_stream.orders.arn
  failures_arn = aws_sqs_queue.failures.arn
}
