import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { ServiceUnavailableError } from '../../errors/request.errors.js';
import { HttpSettings } from '../../http/http.settings.js';
import { RequestBytesExceededError } from '../access.errors.js';
import { AccessSettings } from '../access.settings.js';
import { KeyCounter } from './key-counter.js';

/** Smaller ones do not count: they fit into the buffer of their connection. */
const SMALL_BYTES = 64 * 1024;
/** What a key is that does not exist, in open mode. */
const NO_KEY = 'none';
const NOTHING = () => undefined;

/**
 * Limits the memory that the bodies of requests take on this replica until they are answered, for each key and in all. A
 * body counts by its announced length, or by the largest possible where it announces none.
 */
@Injectable()
export class BodyMemory {
  private readonly ofKeys: KeyCounter;
  private readonly ofAll: KeyCounter;
  private readonly maxBytesOfKey: number;

  constructor({ maxBodyBytesPerKey }: AccessSettings, { bodyLimitBytes, maxBodyBytes }: HttpSettings) {
    const noRoom = (limit: number) =>
      new ServiceUnavailableError('Too many large bodies are in flight', { limit }, { retryAfterSeconds: 1 });
    // One body always fits.
    const ofKey = Math.max(bodyLimitBytes, maxBodyBytesPerKey);
    this.maxBytesOfKey = ofKey;
    this.ofKeys = new KeyCounter(ofKey, (limit) => new RequestBytesExceededError(limit));
    this.ofAll = new KeyCounter(Math.max(ofKey, maxBodyBytes), noRoom);
  }

  /**
   * Takes the memory for the body of a request.
   * @param limit largest body that is read, in bytes
   * @returns a function that frees it; idempotent
   * @throws RequestBytesExceededError, ServiceUnavailableError
   */
  reserve(keyId: string | null, headers: IncomingHttpHeaders, limit: number): () => void {
    const announced = headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : Infinity;
    if (announced <= SMALL_BYTES) return NOTHING;
    const bytes = Math.min(announced, limit, this.maxBytesOfKey);
    this.ofAll.check(NO_KEY, bytes);
    const leaveKey = keyId === null ? NOTHING : this.ofKeys.enter(keyId, bytes);
    const leaveAll = this.ofAll.enter(NO_KEY, bytes);
    return () => {
      leaveKey();
      leaveAll();
    };
  }
}
