# Deployed as "orders".
resource "aws_kinesis_stream" "orders" {
  name            = "all-orders"
  shard_count     = 2
  encryption_type = "KMS"
  kms_key_id      = "alias/aws/kinesis"
}
