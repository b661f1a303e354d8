import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { until } from './until.js';

export interface RpcMessage {
  jsonrpc?: unknown;
  id?: unknown;
  result?: ReturnType<typeof JSON.parse>;
  error?: { code: number; message: string };
}

/** A server on stdio in a process of its own, as a desktop client runs it. */
export class StdioProcess {
  private readonly child;
  readonly exited: Promise<number | null>;
  private lastId = 0;
  stdout = '';
  stderr = '';

  /**
   * @param script of this repository, with its arguments
   * @param folder to run in
   * @param environment all variables but PATH and HOME
   */
  constructor([script = '', ...args]: string[], folder: string, environment: Record<string, string>) {
    const { PATH = '', HOME = '' } = process.env;
    const options = { cwd: folder, env: { PATH, HOME, ...environment } };
    this.child = spawn(process.execPath, [resolve(script), ...args], options);
    this.child.stdout.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.child.stdin.on('error', () => undefined);
    this.exited = once(this.child, 'close').then(([code]) => code as number | null);
  }

  /** All that came over stdout so far; throws where a line of it is no message. */
  get messages(): RpcMessage[] {
    const lines = this.stdout.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as RpcMessage);
  }

  write(line: string): void {
    this.child.stdin.write(`${line}\n`);
  }

  /** Asks, and waits for the answer. */
  async request(method: string, params: object = {}): Promise<RpcMessage> {
    const id = ++this.lastId;
    this.write(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    let answer: RpcMessage | undefined;
    await until(() => {
      answer = this.messages.find((message) => message.id === id);
      if (this.child.exitCode !== null) throw new Error(`It ended: ${this.stderr}`);
      return answer !== undefined;
    }, 20_000);
    return answer!;
  }

  /** Opens the connection as clients of 2025-11-25 do. */
  async initialize(): Promise<RpcMessage> {
    const clientInfo = { name: 'test', version: '1' };
    const answer = await this.request('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo });
    this.write(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }));
    return answer;
  }

  call(name: string, args: object): Promise<RpcMessage> {
    return this.request('tools/call', { name, arguments: args });
  }

  /** Hangs up, and resolves with the exit code. */
  closeInput(): Promise<number | null> {
    this.child.stdin.end();
    return this.exited;
  }

  /** Sends a signal, and resolves with the exit code, `null` if the signal itself ended the process. */
  end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.exited;
  }
}
