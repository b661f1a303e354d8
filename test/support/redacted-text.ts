import { redactText } from '../../src/telemetry/text-redaction.js';

/** In the form of our keys. */
export const KEY = 'sa_live_Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYm-_';
/** Of Cerebras; in parts, so that no scanner takes it for a real one. */
export const CEREBRAS_KEY = ['csk', '0123456789abcdefghij'].join('-');
/** All of `text` without its secrets. */
export const redact = (text: string) => redactText(text, Infinity);
