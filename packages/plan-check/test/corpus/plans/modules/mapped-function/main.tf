variable "name" { type = string }
variable "event_source_mapping" { type = any }

resource "aws_iam_role" "lambda" {
  name               = var.name
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
}

resource "aws_iam_role_policy" "stream" {
  role   = aws_iam_role.lambda.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["kinesis:*", "sqs:SendMessage"], Resource = "*" }] })
}

resource "aws_lambda_function" "this" {
  count         = 1
  function_name = var.name
  role          = aws_iam_role.lambda.arn
  handler       = "index.handler"
  runtime       = "nodejs22.x"
  s3_bucket     = "acme-code"
  s3_key        = "code.zip"
  timeout       = 60
}

resource "aws_cloudwatch_log_group" "lambda" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = 30
}

resource "aws_lambda_event_source_mapping" "this" {
  for_each                      = var.event_source_mapping
  function_name                 = aws_lambda_function.this[0].arn
  event_source_arn              = each.value.event_source_arn
  starting_position             = try(each.value.starting_position, null)
  maximum_retry_attempts        = try(each.value.maximum_retry_attempts, null)
  maximum_record_age_in_seconds = try(each.value.maximum_record_age_in_seconds, null)
  dynamic "destination_config" {
    for_each = try(each.value.destination_arn_on_failure, null) != null ? [true] : []
    content {
      on_failure { destination_arn = each.value.destination_arn_on_failure }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "age" {
  alarm_name          = "${var.name}-behind"
  namespace           = "AWS/Lambda"
  metric_name         = "IteratorAge"
  dimensions          = { FunctionName = var.name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  threshold           = 600000
  comparison_operator = "GreaterThanThreshold"
  alarm_actions       = ["arn:aws:sns:eu-west-1:123456789012:ops"]
}
