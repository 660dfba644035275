import { jest } from '@jest/globals';

// Tests that start processes take a second; on a busy machine many times that. None of them measures time.
jest.setTimeout(120_000);

// Node.js 20 is the oldest that runs this; the AWS SDK's notice of its end is no news here.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
