import { Logger } from '@nestjs/common';
import { APIError } from 'openai';
import { FairSemaphore, type Release } from '../../resilience/fair-semaphore.js';
import { type AnswerLimits, parseJson } from './answers/answer-limits.js';
import { type AnswerBody, readWholeAnswer, usageOfFailed, withoutEnvelope } from './answers/answer-reader.js';
import { assemble } from './answers/assembled-answer.js';
import { AttemptTimer } from './answers/attempt-timer.js';
import type { AnswerStream, ChatBody, WholeAnswer } from './answers/chat-completion.js';
import { errorIn } from './failures/error-body.js';
import { readFailure } from './failures/failure-reader.js';
import { type Adaptation, type Lesson, maxTokensIn } from './known-habits.js';
import { LearnedHabits } from './learned-habits.js';
import type { SentRequest } from './lessons.js';
import { ProviderClient, type ProviderEndpoint } from './provider-client.js';
import { ProviderFailure, withUsage } from './failures/provider-failure.js';
import type { ProviderProfile } from './provider-profile.js';
import { isSuccess, ResponseBody } from './answers/response-body.js';
import { openStream } from './answers/stream-reader.js';
import { StreamState } from './answers/stream-state.js';
import { asStream } from './answers/whole-stream.js';
import { toWire } from './wire-body.js';

/** How long one attempt may take, and what ends it from outside. */
export interface AttemptLimits {
  /** Aborted when the caller has disconnected. */
  signal: AbortSignal;
  /** Time for all of it, in ms; for a stream that is passed on as it arrives, time to its first content. */
  totalMs: number;
  /** `deadline`, or `silent` where that is the provider's own limit, after which another one may be tried. */
  totalClass: 'deadline' | 'silent';
  /** Whether a stream is held back until it is whole, so that `totalMs` covers all of it. */
  isHeldBack: boolean;
  /** Time to the first content token of a stream, or to the whole of another answer, in ms. */
  firstTokenMs: number;
  /** Longest silence after that, in ms. */
  idleMs: number;
  /** Whether to leave pooled connections alone, as the last one broke. */
  freshConnection: boolean;
  /** Who waits for a connection: owners are served by turns. */
  owner: string;
  /** Whose request it is: an API key, or a workspace without one. */
  caller: string;
  /** What refusals of the same request taught so far. */
  adaptation?: Adaptation | undefined;
  answer: AnswerLimits;
}

interface UnaskedStream {
  body: ChatBody;
  model: string;
  timer: AttemptTimer;
  limits: AttemptLimits;
}

const NO_LESSONS: readonly Lesson[] = [];

/** A server that speaks OpenAI's protocol. Each call is one request; retrying is the router's decision. */
export class LlmProvider {
  private static readonly logger = new Logger(LlmProvider.name);
  /** What it takes of the protocol, for each model. */
  readonly habits: LearnedHabits;
  private readonly client: ProviderClient;
  private readonly connections: FairSemaphore;

  constructor(
    readonly profile: ProviderProfile,
    private readonly endpoint: ProviderEndpoint,
  ) {
    const { name: provider } = profile;
    this.habits = new LearnedHabits(profile, endpoint.learnedMs, ({ model, habit, value }) => {
      LlmProvider.logger.log(
        { provider, model, habit, value },
        'A provider refused a request; later ones are sent as it takes them',
      );
    });
    this.client = new ProviderClient(endpoint);
    this.connections = new FairSemaphore(endpoint.connections);
  }

  /** Of the configured model, in tokens; as configured, or as a refusal named it to `caller`. */
  contextWindowFor(caller: string): number {
    return this.habits.contextWindowOf(this.profile.model, caller);
  }

  /** Most tokens of the answer to `body`, all its choices together. */
  mostTokensOf({ max_completion_tokens, max_tokens, n }: ChatBody): number {
    return (max_completion_tokens ?? max_tokens ?? this.endpoint.defaultMaxTokens) * (n ?? 1);
  }

  /** @throws ProviderFailure */
  async complete(body: ChatBody, model: string, limits: AttemptLimits): Promise<WholeAnswer> {
    const timer = new AttemptTimer(limits.signal, limits.totalMs, limits.totalClass);
    const sent = this.requestOf(body, model, false, limits);
    let release: Release | undefined;
    let value: unknown;
    try {
      timer.allow(limits.firstTokenMs);
      release = this.connections.tryAcquire(limits.owner) ?? (await this.waitForConnection(limits.owner, timer));
      const response = await this.client.post(sent.wire, limits.freshConnection, timer.signal);
      const received = new ResponseBody(response);
      // A body that is called JSON is not looked into where no stream was asked for.
      const isStream = isSuccess(response) && !received.isNamedJson && (await received.isEventStream());
      const given = isStream ? undefined : await bodyOf(received, timer, limits);
      if (isSuccess(response)) value = given?.value;
      let answer: WholeAnswer;
      if (given === undefined || (isSuccess(response) && isStreamAfterAll(received, given))) {
        answer = await this.readStream(received, { body, model, timer, limits });
      } else {
        if (!isSuccess(response) || given.value === undefined || errorIn(given.value) !== undefined) {
          throw readFailure(response.statusCode, response.headers, given.value ?? given.text);
        }
        const read = this.read(given, body, model, limits.answer);
        answer = read instanceof Promise ? await read : read;
      }
      this.habits.confirm(sent);
      return answer;
    } catch (error) {
      throw this.learnFrom(withUsage(toFailure(error, timer), usageOfFailed(value)), sent);
    } finally {
      timer.stop();
      release?.();
    }
  }

  /**
   * A stream whose first content has arrived.
   * @throws ProviderFailure
   */
  async stream(body: ChatBody, model: string, limits: AttemptLimits): Promise<AnswerStream> {
    const timer = new AttemptTimer(limits.signal, limits.totalMs, limits.totalClass);
    const sent = this.requestOf(body, model, true, limits);
    let release: Release | undefined;
    let value: unknown;
    try {
      timer.allow(limits.firstTokenMs);
      release = this.connections.tryAcquire(limits.owner) ?? (await this.waitForConnection(limits.owner, timer));
      const response = await this.client.post(sent.wire, limits.freshConnection, timer.signal);
      const received = new ResponseBody(response);
      const isStream = isSuccess(response) && (await received.isEventStream());
      const whole = isStream ? undefined : await bodyOf(received, timer, limits);
      if (isSuccess(response)) value = whole?.value;
      if (whole !== undefined && !(isSuccess(response) && isStreamAfterAll(received, whole))) {
        if (!isSuccess(response) || !isAnswer(value)) {
          throw readFailure(response.statusCode, response.headers, whole.value ?? whole.text);
        }
        const answer = readWholeAnswer(whole, body, model);
        this.habits.confirm(sent);
        timer.stop();
        release();
        return asStream(answer, value, body, timer.elapsedMs);
      }
      // Also where the stream is never read to its end: then the caller's abort closes it.
      if (whole === undefined) response.body.whenClosed(release);
      else release();
      const state = new StreamState(body, model, limits.isHeldBack);
      const stream = await openStream(received, { state, timer, idleMs: limits.idleMs, limits: limits.answer });
      this.habits.confirm(sent);
      if (!limits.isHeldBack) timer.liftDeadline();
      return stream;
    } catch (error) {
      timer.stop();
      release?.();
      throw this.learnFrom(withUsage(toFailure(error, timer), usageOfFailed(value)), sent);
    }
  }

  /** A stream in place of the answer in one piece that was asked for. */
  private async readStream(
    received: ResponseBody,
    { body, model, timer, limits }: UnaskedStream,
  ): Promise<WholeAnswer> {
    const asked: ChatBody = { ...body, stream_options: { include_usage: true } };
    const state = new StreamState(asked, model, true);
    const stream = await openStream(received, { state, timer, idleMs: limits.idleMs, limits: limits.answer });
    const value = await assemble(stream, limits.answer);
    const answer = await this.read({ text: JSON.stringify(value), value }, body, model, limits.answer);
    return { ...answer, reportedUsage: stream.reportedUsage, isFlawed: true };
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  /**
   * Counted here, since a request that waits in the queue of undici's pool sees neither its deadline nor its caller's abort.
   * @throws ProviderFailure if no connection becomes free in time
   */
  private async waitForConnection(owner: string, timer: AttemptTimer): Promise<Release> {
    const release = await this.connections.acquire(owner, this.endpoint.connectionWaitMs, timer.signal);
    if (release !== undefined) return release;
    throw timer.reason ?? new ProviderFailure('no_connection', 'All connections to the provider are in use');
  }

  protected requestOf(body: ChatBody, model: string, isStream: boolean, limits: AttemptLimits): SentRequest {
    const { caller, adaptation } = limits;
    const known = adaptation?.known ?? this.habits.of(model, caller);
    const defaultMaxTokens = maxTokensIn(known, this.endpoint.defaultMaxTokens);
    const wire = toWire(body, model, known.habits, { isStream, defaultMaxTokens });
    const hasOwnLimit = body.max_tokens != null || body.max_completion_tokens != null;
    return { wire, model, caller, known, hasOwnLimit, lessons: adaptation?.lessons ?? NO_LESSONS };
  }

  /** @returns the failure, or the one that asks for another try, as the provider takes it */
  protected learnFrom(failure: ProviderFailure, sent: SentRequest): ProviderFailure {
    return this.habits.learnFrom(failure, sent);
  }

  /** @throws ProviderFailure for what is no answer to `request` */
  protected read(
    ...[answer, request, model]: [answer: AnswerBody, request: ChatBody, model: string, limits: AnswerLimits]
  ): WholeAnswer | Promise<WholeAnswer> {
    return readWholeAnswer(answer, request, model);
  }
}

async function bodyOf(body: ResponseBody, timer: AttemptTimer, limits: AttemptLimits): Promise<AnswerBody> {
  const text = await body.text(timer, { idleMs: limits.idleMs, wholeMs: limits.firstTokenMs }, limits.answer);
  const value = parseJson(text, limits.answer);
  return withoutEnvelope(text, value instanceof Promise ? await value : value);
}

function isStreamAfterAll(body: ResponseBody, { text, value }: AnswerBody): boolean {
  return value === undefined && body.isStreamAfterAll(text);
}

function isAnswer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'choices' in value && errorIn(value) === undefined;
}

/** Where our own timers ended the attempt, their reason; any other error means that the connection failed or broke. */
function toFailure(error: unknown, timer: AttemptTimer): ProviderFailure {
  if (timer.reason !== undefined) return timer.reason;
  if (error instanceof ProviderFailure) return error;
  const cause = error instanceof APIError ? error.cause : error;
  const { code = '', message = String(cause) } = cause as { code?: string; message?: string };
  return new ProviderFailure('connection', `${code} ${message}`.trim(), {}, { cause });
}
