// Node.js 20 is the oldest that runs this; the AWS SDK's notice of its end is no news here.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
