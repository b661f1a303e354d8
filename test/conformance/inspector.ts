import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchPackage, type ForeignPackage } from './foreign-package.js';

const NAME = '@modelcontextprotocol/inspector';
const VERSION = '2.12.0';
const TIMEOUT_MS = 60_000;
/** What the Inspector exits with where a tool answers `isError`. */
const TOOL_FAILED = 5;

export interface Inspection {
  /** What the server answered. */
  result: ReturnType<typeof JSON.parse>;
  stderr: string;
}

/** The Inspector of MCP as a client on the command line. */
export class Inspector {
  private constructor(
    private readonly inspector: ForeignPackage,
    /** Where it would keep its catalog and tokens, which no test reads. */
    private readonly home: string,
  ) {}

  static async fetch(): Promise<Inspector> {
    const home = await mkdtemp(join(tmpdir(), 'sales-agent-inspector-'));
    return new Inspector(await fetchPackage(NAME, VERSION), home);
  }

  /**
   * Asks a server.
   * @param target options that tell which
   * @param call the method with its options
   * @throws Error if the Inspector fails, other than since the tool did
   */
  ask(target: string[], ...call: string[]): Promise<Inspection> {
    const script = this.inspector.file('clients/launcher/build/index.js');
    const args = [script, '--cli', '--method', ...call, ...target];
    const { PATH = '' } = process.env;
    const options = { cwd: this.home, env: { PATH, HOME: this.home }, timeout: TIMEOUT_MS };
    return new Promise((resolve, reject) => {
      execFile(process.execPath, args, options, (error, stdout, stderr) => {
        if (error === null || error.code === TOOL_FAILED) resolve({ result: JSON.parse(stdout), stderr });
        else reject(new Error(`${args.join(' ')} failed: ${stderr}`, { cause: error }));
      });
    });
  }

  async remove(): Promise<void> {
    await rm(this.home, { recursive: true, force: true });
    await this.inspector.remove();
  }
}
