import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from './until.js';

export const hasNginx = spawnSync('nginx', ['-v']).status === 0;

/** An nginx that runs the configuration of docker/nginx, moved to other ports and folders. */
export class Nginx {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /**
   * @param folder its own, for all that it writes
   * @param moves what stands in the configuration, and what stands for it here
   */
  static async start(folder: string, port: number, moves: [string, string][]): Promise<Nginx> {
    let site = await readFile('docker/nginx/sales-agent.conf', 'utf8');
    for (const [from, to] of [['127.0.0.1:8080', `127.0.0.1:${port}`], ...moves] as const) {
      if (!site.includes(from)) throw new Error(`The configuration of nginx does not hold ${from}`);
      site = site.replaceAll(from, to);
    }
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    const paths = temporary.map((what) => `${what}_temp_path ${folder}/${what};`).join(' ');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'site.conf'), site);
    await writeFile(
      join(folder, 'nginx.conf'),
      `daemon off; ${process.getuid?.() === 0 ? 'user root;' : ''} worker_processes 2; pid ${folder}/pid; error_log ${folder}/error.log;
       events { worker_connections 1024; }
       http { access_log ${folder}/access.log; ${paths} include ${folder}/site.conf; }`,
    );
    const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], {
      stdio: 'inherit',
    });
    const url = `http://127.0.0.1:${port}`;
    await until(() =>
      fetch(url).then(
        () => true,
        () => child.exitCode !== null,
      ),
    );
    if (child.exitCode !== null)
      throw new Error(`nginx did not start: ${await readFile(join(folder, 'error.log'), 'utf8')}`);
    return new Nginx(child, url);
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGQUIT');
    await Promise.race([ended, once(AbortSignal.timeout(5_000), 'abort').then(() => this.child.kill('SIGKILL'))]);
  }
}
