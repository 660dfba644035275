// Usage: node lifion-consumer.cjs ENDPOINT REGION [kpl]
// Reads the stream `stream` with lifion-kinesis, which keeps its leases and checkpoints in a DynamoDB of its own, and prints each batch as
// a line of JSON. In a process of its own: lifion-kinesis goes on for a while after it is stopped.
const dynalite = require('dynalite');
const Kinesis = require('lifion-kinesis');

const [endpoint, region, wire] = process.argv.slice(2);
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

const state = dynalite({ createTableMs: 0 });
state.listen(0, '127.0.0.1', () => {
  const consumer = new Kinesis({
    endpoint,
    region,
    credentials,
    streamName: 'stream',
    createStreamIfNeeded: false,
    consumerGroup: 'foreign-readers',
    initialPositionInStream: 'TRIM_HORIZON',
    shouldParseJson: false,
    shouldDeaggregate: wire === 'kpl',
    leaseAcquisitionInterval: 250,
    noRecordsPollDelay: 250,
    pollDelay: 20,
    dynamoDb: { endpoint: `http://127.0.0.1:${state.address().port}`, region, credentials },
  });
  consumer.on('data', ({ shardId, records }) => {
    // A buffer, if it comes out of an aggregate.
    const texts = records.map(({ data }) => data.toString());
    process.stdout.write(`${JSON.stringify({ shardId, texts })}\n`);
  });
  consumer.on('error', (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  });
  consumer.startConsumer();
});
