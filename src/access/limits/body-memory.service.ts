import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { ServiceUnavailableError } from '../../errors/request.errors.js';
import { HttpSettings, largestBody } from '../../http/http.settings.js';
import { RequestBytesExceededError } from '../access.errors.js';
import { AccessSettings } from '../access.settings.js';
import { CallerCounter, type CountedCaller, shareOf } from './caller-counter.js';
import { KeyCounter } from './key-counter.js';

/** Smaller ones do not count: they fit into the buffer of their connection. */
const SMALL_BYTES = 64 * 1024;
const ALL = 'all';
const NOTHING = () => undefined;

/**
 * Limits the memory that the bodies of requests take on this replica until they are answered, for each key, for each
 * workspace and in all. A body counts by its announced length, or by the largest possible where it announces none.
 */
@Injectable()
export class BodyMemory {
  private readonly ofCallers: CallerCounter;
  private readonly ofAll: KeyCounter;
  private readonly maxBytesOfKey: number;

  constructor({ maxBodyBytesPerKey }: AccessSettings, http: HttpSettings) {
    const { bodyLimitBytes, maxBodyBytes } = http;
    const noRoom = (limit: number) =>
      new ServiceUnavailableError('Too many large bodies are in flight', { limit }, { retryAfterSeconds: 1 });
    // One body always fits.
    const ofKey = Math.max(bodyLimitBytes, maxBodyBytesPerKey);
    const ofAll = Math.max(ofKey, maxBodyBytes);
    this.maxBytesOfKey = ofKey;
    const workspace = Math.max(Math.min(ofKey, largestBody(http)), shareOf(ofAll));
    const limits = { key: ofKey, workspace };
    this.ofCallers = new CallerCounter(limits, (...limit) => new RequestBytesExceededError(...limit));
    this.ofAll = new KeyCounter(ofAll, noRoom);
  }

  /**
   * Takes the memory for the body of a request.
   * @param limit largest body that is read, in bytes
   * @returns a function that frees it; idempotent
   * @throws RequestBytesExceededError, ServiceUnavailableError
   */
  reserve(caller: CountedCaller, headers: IncomingHttpHeaders, limit: number): () => void {
    const announced = headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : Infinity;
    if (announced <= SMALL_BYTES) return NOTHING;
    const bytes = Math.min(announced, limit, this.maxBytesOfKey);
    this.ofAll.check(ALL, bytes);
    const leave = this.ofCallers.enter(caller, bytes);
    const leaveAll = this.ofAll.enter(ALL, bytes);
    return () => {
      leave();
      leaveAll();
    };
  }
}
