import { jest } from '@jest/globals';

// Tests that start processes take about a second, and much longer on a busy machine. None of them measures time.
jest.setTimeout(120_000);

// The AWS SDK warns on Node.js 20, the oldest version that this project supports.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
