import { jest } from '@jest/globals';

// Tests that start processes take about a second, and much longer on a busy machine. None of them measures time.
jest.setTimeout(120_000);
