import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import { RequestTooLargeError } from '../errors/request.errors.js';
import { ensureRequest } from '../telemetry/request-context.js';
import type { MessageReader, RpcMessage } from './message-reader.service.js';
import { refusalOf } from './refusal.js';

const LINE_FEED = 0x0a;

/**
 * MCP over a pair of streams, one message a line, one message a turn of the event loop. What cannot be read is answered
 * with an error, and reading goes on; it ends where either stream does.
 */
export class StdioWire implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  private readonly end = Promise.withResolvers<undefined>();
  readonly closed = this.end.promise;
  private isClosed = false;
  /** The beginning of a line whose end has not come yet. */
  private pending: Buffer[] = [];
  private pendingBytes = 0;

  constructor(
    private readonly input: Readable,
    private readonly output: Writable,
    private readonly reader: MessageReader,
  ) {}

  start(): Promise<void> {
    const close = () => void this.close();
    this.output.once('error', close).once('close', close);
    this.readAll().then(close, close);
    return Promise.resolve();
  }

  async send(message: object): Promise<void> {
    if (this.isClosed) throw new Error('The connection is closed');
    const isTaken = this.output.write(`${JSON.stringify(message)}\n`);
    if (!isTaken) await Promise.race([once(this.output, 'drain'), this.closed]);
  }

  close(): Promise<void> {
    if (!this.isClosed) {
      this.isClosed = true;
      this.input.destroy();
      this.end.resolve(undefined);
      this.onclose?.();
    }
    return Promise.resolve();
  }

  private async readAll(): Promise<void> {
    for await (const chunk of this.input as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
        this.keep(chunk.subarray(start, end));
        start = end + 1;
        this.take();
        await nextTurn();
      }
      this.keep(chunk.subarray(start));
    }
  }

  /** Of a line that is too long, nothing more is kept. */
  private keep(bytes: Buffer): void {
    this.pendingBytes += bytes.length;
    if (this.pendingBytes <= this.reader.maxBytes) this.pending.push(bytes);
    else this.pending = [];
  }

  private take(): void {
    const [line, bytes] = [Buffer.concat(this.pending), this.pendingBytes];
    this.pending = [];
    this.pendingBytes = 0;
    const { maxBytes } = this.reader;
    if (bytes > maxBytes) this.refuse(new RequestTooLargeError(`A message has at most ${maxBytes} bytes`), undefined);
    else if (line.toString('latin1').trim() !== '') this.deliver(line);
  }

  private deliver(line: Buffer): void {
    let value: unknown;
    let message: RpcMessage;
    try {
      value = this.reader.parse(line);
      message = this.reader.read(value);
    } catch (error) {
      this.refuse(error, value);
      return;
    }
    if (message.method !== undefined) this.onmessage?.(message as JSONRPCMessage);
  }

  /** A notification is not answered, unless it is no message of JSON-RPC at all. */
  private refuse(error: unknown, value: unknown): void {
    const { answer, isNotification } = ensureRequest(() => refusalOf(error, value));
    this.onerror?.(error as Error);
    if (!isNotification) this.send(answer).catch((failure: unknown) => this.onerror?.(failure as Error));
  }
}
