resource "aws_kinesis_stream" "orders" {
  name            = "orders"
  shard_count     = 2
  encryption_type = "KMS"
  kms_key_id      = "alias/aws/kinesis"
}

resource "aws_kinesis_stream_consumer" "reader" {
  count      = 21
  name       = "reader-${count.index}"
  stream_arn = aws_kinesis_stream.orders.arn
}
