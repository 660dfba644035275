# Deployed on demand, with a number of shards that the state does not have.
resource "aws_kinesis_stream" "orders" {
  name            = "orders"
  shard_count     = 1
  encryption_type = "KMS"
  kms_key_id      = "alias/aws/kinesis"
  stream_mode_details { stream_mode = "PROVISIONED" }
}
