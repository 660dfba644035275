import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The built program. */
const program = fileURLToPath(new URL('../../dist/main.mjs', import.meta.url));

/** A message of the program. */
interface Message {
  readonly action: string;
  readonly [name: string]: unknown;
}

/**
 * The MultiLangDaemon's side of the line protocol, against the real program as a child process: one JSON message a line, each answered by
 * a status message, with checkpoints in between.
 *
 * Source: https://github.com/awslabs/amazon-kinesis-client/blob/master/amazon-kinesis-client-multilang/src/main/java/software/amazon/kinesis/multilang/package-info.java
 * and MultiLangProtocol.java in the same folder.
 */
export class MultiLangDaemon {
  /** Every message of the program, in order. */
  readonly messages: Message[] = [];
  /** Errors that the next checkpoints have, in order; `null` and after the last one: none. */
  readonly checkpointErrors: (string | null)[] = [];
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #closed: Promise<unknown[]>;
  readonly #stderr: Promise<string>;

  /** @param variables - Environment of the program besides PATH. */
  constructor(variables: NodeJS.ProcessEnv) {
    // Otherwise the AWS SDK warns on standard error about Node.js 20.
    const environment = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...variables };
    this.#child = spawn(process.execPath, [program], { env: { PATH: process.env['PATH'], ...environment } });
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
    this.#closed = once(this.#child, 'close');
    this.#stderr = text(this.#child.stderr);
  }

  /**
   * Sends an action and serves checkpoints until the program has answered with its status.
   *
   * @returns The messages of the program since then: `checkpoint` with what it names, then `status`.
   * @throws Error if the program ends first.
   */
  async send(action: string, fields: object = {}): Promise<Message[]> {
    this.#write({ action, ...fields });
    const answers: Message[] = [];
    for (;;) {
      const message = await this.#read();
      answers.push(message);
      if (message.action === 'status') return answers;
      this.#write({ ...message, error: this.checkpointErrors.shift() ?? null });
    }
  }

  /** Sends an action to a program that ends without a status. */
  async sendToFailure(action: string, fields: object): Promise<{ code: unknown; stderr: string }> {
    this.#write({ action, ...fields });
    return this.#exit();
  }

  /** Sends a signal, as a shell or a container runtime does to the daemon and to the program. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Closes standard input, as the daemon does at the end of a shard and when it stops. */
  async close(): Promise<{ code: unknown; stderr: string }> {
    this.#child.stdin.end();
    return this.#exit();
  }

  async #exit(): Promise<{ code: unknown; stderr: string }> {
    const [code] = await this.#closed;
    return { code, stderr: await this.#stderr };
  }

  #write(message: object): void {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  async #read(): Promise<Message> {
    for (;;) {
      const { value, done } = (await this.#lines.next()) as IteratorResult<string, undefined>;
      if (done === true) throw new Error(`The program ended: ${await this.#stderr}`);
      // aws-kcl writes an empty line before each message.
      if (value === '') continue;
      const message = JSON.parse(value) as Message;
      this.messages.push(message);
      return message;
    }
  }
}
