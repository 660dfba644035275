import { VirtualClock } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import type { QueuePlan } from '../../src/blueprint/queues.js';
import { type Message, MessageQueue } from '../../src/queue/message-queue.js';

const settled = () => Promise.resolve();

function openQueue(settings: Partial<QueuePlan> = {}) {
  const clock = new VirtualClock();
  const dead: Message[] = [];
  const plan: QueuePlan = {
    address: 'aws_sqs_queue.q',
    name: 'q',
    arn: 'arn:aws:sqs:us-east-1:123456789012:q',
    visibilityTimeoutSeconds: 30,
    delaySeconds: 0,
    retentionSeconds: 345_600,
    redrive: undefined,
    ...settings,
  };
  const queue = new MessageQueue(plan, clock, (message) => dead.push(message));
  const receive = (maxMessages = 10, maxBytes = Infinity) => queue.receive({ maxMessages, maxBytes });
  return {
    queue,
    dead,
    receive,
    bodies: (...limits: readonly number[]) => receive(...limits).messages.map(({ body }) => body),
    advance: (millis: number) => clock.advance(millis, settled),
  };
}

const redrive = (maxReceiveCount: number) => ({
  redrive: { location: '', deadLetterQueueArn: 'arn:aws:sqs:us-east-1:123456789012:dead', maxReceiveCount },
});

describe('MessageQueue', () => {
  it('hides a received message for the visibility timeout, to the millisecond', async () => {
    const { queue, bodies, advance } = openQueue();
    queue.send('a');
    expect(bodies()).toEqual(['a']);
    await advance(29_999);
    expect(bodies()).toEqual([]);
    await advance(1);
    expect(bodies()).toEqual(['a']);
  });

  it('hides a new message for the delay, to the millisecond', async () => {
    const { queue, bodies, advance } = openQueue({ delaySeconds: 5 });
    queue.send('a');
    await advance(4_999);
    expect([bodies(), queue.counts]).toEqual([[], { visible: 0, inFlight: 0, delayed: 1 }]);
    await advance(1);
    expect(bodies()).toEqual(['a']);
  });

  it('counts receives, and keeps the time of the first one', async () => {
    const { queue, receive, advance } = openQueue();
    const { sentMillis } = queue.send('a');
    receive();
    await advance(30_000);
    expect(receive().messages).toMatchObject([{ receiveCount: 2, firstReceivedMillis: sentMillis }]);
  });

  it('deletes a message by its latest receipt only', async () => {
    const { queue, receive, advance } = openQueue();
    queue.send('a');
    const first = receive().messages;
    await advance(30_000);
    const second = receive().messages;
    queue.delete(first);
    expect(queue.counts.inFlight).toBe(1);
    queue.delete(second);
    expect(queue.counts).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it.each([1, 2, 3])('returns a message %d times before it is dead-lettered', async (maxReceiveCount) => {
    const { queue, receive, dead, advance } = openQueue(redrive(maxReceiveCount));
    const { messageId, sentMillis } = queue.send('a', { name: 'value' });
    const counts: number[] = [];
    for (let call = 0; call < 5; call++) {
      counts.push(receive().messages.length);
      await advance(30_000);
    }
    expect(counts.reduce((sum, count) => sum + count)).toBe(maxReceiveCount);
    expect(dead).toMatchObject([{ messageId, sentMillis, body: 'a', attributes: { name: 'value' } }]);
  });

  it('keeps the age of a message that it takes from another queue', async () => {
    const { queue, receive, advance } = openQueue({ retentionSeconds: 60 });
    await advance(60_000);
    queue.accept({ messageId: 'm', body: 'a', attributes: {}, sentMillis: Date.UTC(2026, 0, 1) });
    expect(receive().expired).toMatchObject([{ messageId: 'm' }]);
  });

  it('loses a message at the age of the retention, and not 1 ms earlier', async () => {
    const { queue, receive, advance } = openQueue({ retentionSeconds: 60 });
    queue.send('a');
    await advance(59_999);
    expect(receive().expired).toEqual([]);
    await advance(1);
    expect(receive().expired).toMatchObject([{ body: 'a' }]);
  });

  it('returns at most maxMessages, and at most maxBytes of bodies, but one message at least', () => {
    const { queue, bodies } = openQueue();
    for (const body of ['aaaa', 'bb', 'cc', 'd']) queue.send(body);
    expect(bodies(10, 3)).toEqual(['aaaa']);
    expect(bodies(1)).toEqual(['bb']);
    expect(bodies(10, 3)).toEqual(['cc', 'd']);
  });

  it('reports when the next hidden message becomes visible', async () => {
    const { queue, receive, advance } = openQueue();
    const { sentMillis } = queue.send('a');
    expect(queue.nextVisibleMillis).toBeUndefined();
    receive();
    await advance(10_000);
    queue.send('b');
    receive();
    expect(queue.nextVisibleMillis).toBe(sentMillis + 30_000);
  });
});
