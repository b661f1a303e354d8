import { describeError } from './error-description.js';
import { REDACTED, redactText } from './text-redaction.js';

/** What one line may hold. More is of no use to a reader, and takes time to search. */
const MAX_DEPTH = 8;
const MAX_VALUES = 1_000;
const MAX_TEXT = 16_384;
const MAX_TEXT_OF_LINE = 65_536;

/** The last words of names whose values are secret or personal; `tokens` alone is an amount. */
const SECRET_NAME = new RegExp(
  '(?:authorization|token|(?:access|refresh|session|auth|bearer|id)_?tokens|secrets?|passw(?:or)?ds?|passphrases?|passcodes?|' +
    '(?:^|_)(?:pass|pwd|auth|jwt|bearer)|credentials?|connection_?string|' +
    '(?:api|secret|private|access|signing|encryption|master|client|account|shared|subscription|auth)_?keys?|' +
    'cookies?|e_?mails?|phones?|notes|contact_?name|additional_data)(?:_?(?:value|pem|hash|base64|\\d{1,2}))?$',
);
/** In lists of raw headers, the value stands after its name. */
const SECRET_HEADER =
  /^(?:proxy-authorization|authorization|(?:[\w-]{0,60}-)?(?:api-?key|token|secret)|cookie|set-cookie)$/i;

/**
 * A copy of what is about to be logged, without credentials and personal data: values under telling names, and whatever
 * has their form inside any text at any depth. It never throws, and takes bounded time.
 */
export function redact(value: unknown): unknown {
  return new Redaction().of(value, 0);
}

class Redaction {
  private values = 0;
  private characters = 0;
  /** The objects around the one that is being copied. */
  private readonly around = new Set<object>();

  of(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (this.around.has(value)) return '[circular]';
    if (depth === MAX_DEPTH) return '[too deep]';
    this.around.add(value);
    try {
      return this.inside(value, depth + 1);
    } catch {
      return '[unreadable]';
    } finally {
      this.around.delete(value);
    }
  }

  private inside(value: object, depth: number): unknown {
    if (Array.isArray(value)) return this.list(value, depth);
    if (value instanceof Set) return this.list([...value], depth);
    if (value instanceof Map) return this.list([...value], depth);
    if (value instanceof Headers || value instanceof URLSearchParams) return this.list([...value], depth);
    if (value instanceof Error) return this.fields(describeError(value), depth);
    if (hasOwnJson(value)) return this.of(value.toJSON(), depth);
    return this.fields(value, depth);
  }

  private list(items: unknown[], depth: number): unknown[] {
    const copy: unknown[] = [];
    for (const [index, item] of items.entries()) {
      if (this.isFull()) return [...copy, this.rest(items.length - index)];
      const name: unknown = items[index - 1];
      const isSecret = typeof name === 'string' && (SECRET_HEADER.test(name) || isEntry(items));
      copy.push(isSecret ? hide(item) : this.of(item, depth));
    }
    return copy;
  }

  private fields(value: object, depth: number): object {
    const names = Object.keys(value);
    const copy: [string, unknown][] = [];
    for (const [index, name] of names.entries()) {
      if (this.isFull()) return Object.fromEntries([...copy, ['…', this.rest(names.length - index)]]);
      const field: unknown = value[name as keyof typeof value];
      copy.push([this.text(name), isSecretName(name) ? hide(field) : this.of(field, depth)]);
    }
    return Object.fromEntries(copy);
  }

  private text(text: string): string {
    const max = Math.min(MAX_TEXT, MAX_TEXT_OF_LINE - this.characters);
    this.characters += Math.min(text.length, max);
    return redactText(text, max);
  }

  private isFull(): boolean {
    return this.values++ >= MAX_VALUES;
  }

  private rest(count: number): string {
    return `${count} more`;
  }
}

/** Whether it is a secret name and its value, and not a list of such names. */
function isEntry(items: readonly unknown[]): boolean {
  const [name, value] = items;
  if (items.length !== 2 || typeof name !== 'string' || !isSecretName(name)) return false;
  return typeof value !== 'string' || !isSecretName(value);
}

function hasOwnJson(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

function isSecretName(name: string): boolean {
  const snake = name.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/[\s.-]+/g, '_');
  return SECRET_NAME.test(snake.toLowerCase());
}

/** Whether there is a value, and which of two, is no secret. */
function hide(value: unknown): unknown {
  return value === undefined || value === null || typeof value === 'boolean' ? value : REDACTED;
}
