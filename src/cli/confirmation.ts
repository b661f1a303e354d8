import { createInterface } from 'node:readline/promises';
import { UserError } from './cli.errors.js';

/**
 * Asks at the terminal whether to go on.
 * @throws UserError if the answer is no, or there is no terminal
 */
export async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY) throw new UserError('Nothing was changed; add --yes to confirm it without a terminal.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${question} [y/N] `).finally(() => {
    terminal.close();
  });
  if (!/^y(es)?$/i.test(answer.trim())) throw new UserError('Nothing was changed.');
}
