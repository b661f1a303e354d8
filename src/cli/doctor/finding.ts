import { redactText } from '../../telemetry/text-redaction.js';

/** How bad what was found is: only faults keep the service from its work. */
export type Level = 'ok' | 'warning' | 'fault';

export interface Finding {
  /** What was looked at, such as `database`. */
  check: string;
  level: Level;
  message: string;
  /** What to do about it. */
  advice?: string;
}

const MAX_CHARACTERS = 1_000;
const ORDER: Level[] = ['ok', 'warning', 'fault'];

/** The findings of one check. Errors of servers and drivers may quote secrets, so texts are redacted. */
export class Findings {
  readonly all: Finding[] = [];

  constructor(private readonly check: string) {}

  ok(message: string): this {
    return this.add('ok', message);
  }

  warning(message: string, advice: string): this {
    return this.add('warning', message, advice);
  }

  fault(message: string, advice: string): this {
    return this.add('fault', message, advice);
  }

  private add(level: Level, message: string, advice?: string): this {
    const finding = { check: this.check, level, message: redactText(message, MAX_CHARACTERS) };
    this.all.push(advice === undefined ? finding : { ...finding, advice });
    return this;
  }
}

/** The worst of all. */
export function worstOf(findings: readonly Finding[]): Level {
  return ORDER[Math.max(0, ...findings.map(({ level }) => ORDER.indexOf(level)))] ?? 'ok';
}
