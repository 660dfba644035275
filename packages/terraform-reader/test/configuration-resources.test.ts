import { readConfigurationResources } from '@headwaters/terraform-reader';
import { describe, expect, it } from '@jest/globals';

describe('readConfigurationResources', () => {
  it.each([
    ['objects', { resource: { aws_sqs_queue: { q: { name: 'q' } } } }],
    ['lists of objects', { resource: [{ aws_sqs_queue: [{ q: [{ name: 'q' }] }] }] }],
  ])('reads %s at each level', (_, configuration) => {
    expect(readConfigurationResources(configuration)).toEqual([
      { address: 'aws_sqs_queue.q', type: 'aws_sqs_queue', attributes: { name: 'q' } },
    ]);
  });

  it('takes the defaults of variables, and locals, for what refers to them as a whole', () => {
    const [queue] = readConfigurationResources({
      variable: { delay: { default: 5 }, name: { type: 'string' } },
      locals: { seconds: '${var.delay}', loop: '${local.loop}' },
      resource: {
        aws_sqs_queue: {
          q: {
            delay_seconds: '${local.seconds}',
            name: '${var.name}',
            tags: { a: 'x-${var.delay}', b: '${local.loop}' },
          },
        },
      },
    });
    expect(queue?.attributes).toEqual({
      delay_seconds: 5,
      name: '${var.name}',
      tags: { a: 'x-${var.delay}', b: '${local.loop}' },
    });
  });

  it('passes over what is no block', () => {
    expect(
      readConfigurationResources({
        resource: { aws_sqs_queue: 'q', aws_s3_bucket: { b: null, c: [1] } },
        data: 7,
      }),
    ).toEqual([]);
  });
});
