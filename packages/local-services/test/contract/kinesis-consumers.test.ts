import {
  DeregisterStreamConsumerCommand,
  DescribeStreamConsumerCommand,
  DescribeStreamSummaryCommand,
  ListStreamConsumersCommand,
  RegisterStreamConsumerCommand,
} from '@aws-sdk/client-kinesis';
import { expect } from '@jest/globals';
import { describeContract } from './subject.js';

describeContract('consumers', (subject, claim) => {
  async function makeStreamArn(): Promise<string> {
    const StreamName = await subject().makeStream(1);
    const { kinesis } = subject();
    const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
    return StreamDescriptionSummary?.StreamARN ?? '';
  }

  const register = async (StreamARN: string, ConsumerName: string) =>
    (await subject().kinesis.send(new RegisterStreamConsumerCommand({ StreamARN, ConsumerName }))).Consumer;

  const describeConsumer = async (request: {
    StreamARN?: string;
    ConsumerName?: string;
    ConsumerARN?: string;
  }) => (await subject().kinesis.send(new DescribeStreamConsumerCommand(request))).ConsumerDescription;

  claim('a registered consumer is described by its ARN, and by its name and stream', async () => {
    const StreamARN = await makeStreamArn();
    const consumer = await register(StreamARN, 'one');
    const described = await describeConsumer({ ConsumerARN: consumer?.ConsumerARN ?? '' });
    expect(described).toMatchObject({ ConsumerName: 'one', ConsumerStatus: 'ACTIVE', StreamARN });
    expect(await describeConsumer({ StreamARN, ConsumerName: 'one' })).toEqual(described);
  });

  claim('the ARN of a consumer contains the second of its creation', async () => {
    const StreamARN = await makeStreamArn();
    const consumer = await register(StreamARN, 'one');
    const seconds = Math.floor((consumer?.ConsumerCreationTimestamp?.getTime() ?? 0) / 1000);
    expect(consumer?.ConsumerARN).toBe(`${StreamARN}/consumer/one:${seconds}`);
  });

  claim('the name of a consumer is unique within its stream', async () => {
    const StreamARN = await makeStreamArn();
    await register(StreamARN, 'one');
    await expect(register(StreamARN, 'one')).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await register(await makeStreamArn(), 'one');
  });

  claim('a deregistered consumer no longer exists', async () => {
    const StreamARN = await makeStreamArn();
    const consumer = await register(StreamARN, 'one');
    const { kinesis } = subject();
    await kinesis.send(new DeregisterStreamConsumerCommand({ ConsumerARN: consumer?.ConsumerARN ?? '' }));
    expect((await kinesis.send(new ListStreamConsumersCommand({ StreamARN }))).Consumers).toEqual([]);
    const missing = describeConsumer({ ConsumerARN: consumer?.ConsumerARN ?? '' });
    await expect(missing).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  claim('pages list each consumer once', async () => {
    const StreamARN = await makeStreamArn();
    for (const name of ['a', 'b', 'c']) await register(StreamARN, name);
    const listed: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const command = new ListStreamConsumersCommand({ StreamARN, MaxResults: 2, NextToken });
      const page = await subject().kinesis.send(command);
      listed.push(...(page.Consumers ?? []).map(({ ConsumerName }) => ConsumerName));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(listed).toEqual(['a', 'b', 'c']);
  });

  claim('a stream has at most 20 consumers', async () => {
    const StreamARN = await makeStreamArn();
    for (let count = 0; count < 20; count++) await register(StreamARN, `consumer-${count}`);
    await expect(register(StreamARN, 'one-more')).rejects.toMatchObject({ name: 'LimitExceededException' });
  });

  claim('the summary of a stream counts its consumers', async () => {
    const StreamARN = await makeStreamArn();
    await register(StreamARN, 'one');
    const { StreamDescriptionSummary } = await subject().kinesis.send(
      new DescribeStreamSummaryCommand({ StreamARN }),
    );
    expect(StreamDescriptionSummary?.ConsumerCount).toBe(1);
  });
});
