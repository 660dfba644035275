resource "aws_kms_key" "orders" { enable_key_rotation = true }

resource "aws_kinesis_stream" "orders" {
  name            = "orders"
  shard_count     = 2
  encryption_type = "KMS"
  kms_key_id      = aws_kms_key.orders.arn
}

resource "aws_sqs_queue" "failures" { name = "failures" }

resource "aws_iam_role" "consumer" {
  name               = "consumer"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
}

resource "aws_iam_role_policy" "consumer" {
  role = aws_iam_role.consumer.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["kinesis:DescribeStream", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"], Resource = aws_kinesis_stream.orders.arn },
      { Effect = "Allow", Action = "kms:Decrypt", Resource = aws_kms_key.orders.arn },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.failures.arn },
    ]
  })
}

resource "aws_lambda_function" "consumer" {
  function_name = "consumer"
  role          = aws_iam_role.consumer.arn
  handler       = "index.handler"
  runtime       = "nodejs22.x"
  s3_bucket     = "acme-code"
  s3_key        = "code.zip"
  timeout       = 60
}

resource "aws_cloudwatch_log_group" "consumer" {
  name              = "/aws/lambda/${aws_lambda_function.consumer.function_name}"
  retention_in_days = 30
}

resource "aws_lambda_event_source_mapping" "orders" {
  event_source_arn              = aws_kinesis_stream.orders.arn
  function_name                 = aws_lambda_function.consumer.arn
  starting_position             = "TRIM_HORIZON"
  maximum_retry_attempts        = 3
  maximum_record_age_in_seconds = 3600
  destination_config {
    on_failure { destination_arn = aws_sqs_queue.failures.arn }
  }
}

resource "aws_cloudwatch_metric_alarm" "age" {
  alarm_name          = "behind"
  namespace           = "AWS/Lambda"
  metric_name         = "IteratorAge"
  dimensions          = { FunctionName = aws_lambda_function.consumer.function_name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  threshold           = 600000
  comparison_operator = "GreaterThanThreshold"
  alarm_actions       = ["arn:aws:sns:eu-west-1:123456789012:ops"]
}
