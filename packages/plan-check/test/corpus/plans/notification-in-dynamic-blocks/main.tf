locals {
  suffixes = { csv = ".csv", json = ".json" }
}

resource "aws_s3_bucket" "uploads" { bucket = "acme-uploads" }

resource "aws_s3_bucket_public_access_block" "uploads" {
  bucket                  = aws_s3_bucket.uploads.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "uploads" {
  bucket = aws_s3_bucket.uploads.id
  rule {
    apply_server_side_encryption_by_default { sse_algorithm = "AES256" }
  }
}

resource "aws_sqs_queue" "failures" { name = "failures" }

resource "aws_iam_role" "producer" {
  for_each           = local.suffixes
  name               = "producer-${each.key}"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
}

resource "aws_iam_role_policy" "producer" {
  for_each = local.suffixes
  role     = aws_iam_role.producer[each.key].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::acme-uploads/*" },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "*" },
    ]
  })
}

resource "aws_lambda_function" "producer" {
  for_each      = local.suffixes
  function_name = "producer-${each.key}"
  role          = aws_iam_role.producer[each.key].arn
  handler       = "index.handler"
  runtime       = "nodejs22.x"
  s3_bucket     = "acme-code"
  s3_key        = "code.zip"
  timeout       = 60
}

resource "aws_cloudwatch_log_group" "producer" {
  for_each          = local.suffixes
  name              = "/aws/lambda/producer-${each.key}"
  retention_in_days = 30
}

resource "aws_lambda_function_event_invoke_config" "producer" {
  for_each      = local.suffixes
  function_name = aws_lambda_function.producer[each.key].function_name
  destination_config {
    on_failure { destination = aws_sqs_queue.failures.arn }
  }
}

resource "aws_lambda_permission" "producer" {
  for_each       = local.suffixes
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.producer[each.key].function_name
  principal      = "s3.amazonaws.com"
  source_arn     = aws_s3_bucket.uploads.arn
  source_account = "123456789012"
}

resource "aws_s3_bucket_notification" "uploads" {
  bucket = aws_s3_bucket.uploads.id
  dynamic "lambda_function" {
    for_each = local.suffixes
    content {
      lambda_function_arn = aws_lambda_function.producer[lambda_function.key].arn
      events              = ["s3:ObjectCreated:*"]
      filter_suffix       = lambda_function.value
    }
  }
  depends_on = [aws_lambda_permission.producer]
}
