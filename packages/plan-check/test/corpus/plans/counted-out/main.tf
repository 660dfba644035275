resource "aws_kinesis_stream" "orders" {
  name            = "orders"
  shard_count     = 2
  encryption_type = "KMS"
  kms_key_id      = "alias/aws/kinesis"
}

resource "aws_sqs_queue" "failures" { name = "failures" }

variable "with_search" { default = false }

module "consumer" {
  source       = "../modules/consumer"
  name         = "billing"
  stream_arn   = aws_kinesis_stream.orders.arn
  failures_arn = aws_sqs_queue.failures.arn
}

module "search" {
  source       = "../modules/consumer"
  count        = var.with_search ? 1 : 0
  name         = "search"
  stream_arn   = aws_kinesis_stream.orders.arn
  failures_arn = aws_sqs_queue.failures.arn
}

# Would be wrong in every way, if it existed.
resource "aws_lambda_function" "old" {
  count                          = var.with_search ? 1 : 0
  function_name                  = "old"
  role                           = "arn:aws:iam::123456789012:role/old"
  handler                        = "index.handler"
  runtime                        = "nodejs20.x"
  s3_bucket                      = "acme-code"
  s3_key                         = "code.zip"
  reserved_concurrent_executions = 0
}
