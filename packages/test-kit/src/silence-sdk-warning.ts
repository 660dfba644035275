// A setup file for jest. The AWS SDK for JavaScript prints a warning on Node.js 20; it would bury the output of the tests.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
