import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { createMcpHandler, type McpRequestContext, type McpServer, preloadSchemas } from '@modelcontextprotocol/server';
import {
  HttpStatus,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Caller } from '../access/caller.js';
import { clientAbortSignal } from '../api/client-abort.js';
import type { SetReplyHead } from '../api/reply-head.decorator.js';
import { MalformedRequestError } from '../errors/request.errors.js';
import { TAGS_HEADER } from '../llm/tags/tags.header.js';
import { noteTags } from '../llm/tags/tags.step.js';
import { ShutdownState } from '../lifecycle/shutdown-state.js';
import { acceptedForm, EVENTS_TYPE, JSON_TYPE, lastMessageOf, toEvents } from './answer-form.js';
import { McpServers } from './mcp-servers.service.js';
import { answerLegacyCall, type McpMessage, isPlainLegacyCall } from './legacy-call.js';
import { MessageReader, type RpcMessage } from './message-reader.service.js';
import { refusalOf } from './refusal.js';
import { namesTextOnlyRevision, toSdkRequest, unknownRevisionAnswer } from './sdk-request.js';
import type { McpCaller } from './mcp-caller.js';

/** The request whose answer is a stream that ends only with the connection. */
const SUBSCRIPTION = 'subscriptions/listen';

/** The status of an answer that has no client any more, as nginx logs it. */
const CLIENT_GONE = 499;

/** One message over HTTP: on whose behalf it is, and how its answer is sent. */
export interface McpExchange {
  caller: Caller;
  headers: IncomingHttpHeaders;
  /** The parsed body. */
  message: unknown;
  /** Closes when the client disconnects. */
  response: ServerResponse;
  setHead: SetReplyHead;
}

/** Speaks MCP over HTTP in all its revisions. It remembers nothing between requests, so that any replica answers. */
@Injectable()
export class McpHttpTransport implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(McpHttpTransport.name);
  private readonly handler = createMcpHandler((context) => this.serverFor(mcpCallerOf(context)), {
    onerror: (error) => {
      this.logger.debug({ err: error }, 'An MCP request was refused, or broke off');
    },
  });

  constructor(
    private readonly servers: McpServers,
    private readonly reader: MessageReader,
    private readonly shutdown: ShutdownState,
  ) {}

  /** Builds at start what the first request would wait for. */
  onApplicationBootstrap(): void {
    preloadSchemas();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.handler.close();
  }

  /**
   * The answer to one message, as a JSON text or as a stream of events; errors of MCP are answers too.
   * @throws MalformedRequestError if there is no message, ValidationError for tags that are none
   */
  async serve(exchange: McpExchange): Promise<string | Readable> {
    if (exchange.message === undefined) throw new MalformedRequestError('Send a JSON-RPC message');
    noteTags(exchange.headers[TAGS_HEADER]);
    let message: RpcMessage;
    try {
      message = this.reader.read(exchange.message);
    } catch (error) {
      const { answer, isRequest } = refusalOf(error, exchange.message);
      return jsonReply(exchange, { status: isRequest ? HttpStatus.OK : HttpStatus.BAD_REQUEST, json: answer });
    }
    if (message.method === undefined) return taken(exchange);
    const refusal = unknownRevisionAnswer(exchange.headers, message);
    if (refusal !== undefined) return jsonReply(exchange, { status: HttpStatus.BAD_REQUEST, json: refusal });
    return this.answer(exchange, message);
  }

  private async answer(exchange: McpExchange, message: RpcMessage): Promise<string | Readable> {
    const mcpCaller = toMcpCaller(exchange, message);
    const mcpMessage = this.toMessage(exchange, message, mcpCaller);
    if (mcpCaller.calledTool !== undefined && (await isPlainLegacyCall(mcpMessage))) {
      const server = this.servers.serverForCall(mcpCaller);
      if (server !== undefined) return replyInPiece(exchange, await answerLegacyCall(server, mcpMessage));
    }
    const { request, ...rest } = mcpMessage;
    return replyWith(exchange, await this.handler.fetch(request, rest), message);
  }

  private toMessage({ headers, caller, response }: McpExchange, message: RpcMessage, mcpCaller: McpCaller): McpMessage {
    const authInfo = {
      token: '',
      clientId: caller.keyId ?? caller.name,
      scopes: [...caller.scopes],
      extra: { mcpCaller },
    };
    const signal = message.method === SUBSCRIPTION ? this.newsEnd(response) : clientAbortSignal(response);
    return { request: toSdkRequest(headers, signal), parsedBody: message, authInfo };
  }

  /** Calls are nearly all there is, so they do not wait until everything else is offered, too. */
  private serverFor(mcpCaller: McpCaller): McpServer | Promise<McpServer> {
    return this.servers.serverForCall(mcpCaller) ?? this.servers.serverFor(mcpCaller);
  }

  /** A stream that only waits for news would hold the end of the service up. */
  private newsEnd(response: ServerResponse): AbortSignal {
    const controller = new AbortController();
    const end = () => {
      controller.abort();
    };
    const forget = this.shutdown.onDraining(end);
    response.once('close', forget).once('close', end);
    return controller.signal;
  }
}

function mcpCallerOf({ authInfo }: McpRequestContext): McpCaller {
  const mcpCaller = authInfo?.extra?.mcpCaller as McpCaller | undefined;
  if (mcpCaller === undefined) throw new Error('An MCP request has no caller');
  return mcpCaller;
}

function toMcpCaller({ caller, headers }: McpExchange, { method, params }: RpcMessage): McpCaller {
  const identify = () => Promise.resolve(caller);
  const knowsOnlyText = namesTextOnlyRevision(headers);
  return method === 'tools/call' ? { identify, calledTool: String(params?.name), knowsOnlyText } : { identify };
}

/** Answers with an error that is no answer of the SDK's. */
function jsonReply({ setHead }: McpExchange, { status, json }: { status: number; json: object }): string {
  setHead({ status, headers: { 'content-type': JSON_TYPE } });
  return JSON.stringify(json);
}

/** Takes a message that is not answered. */
function taken({ setHead }: McpExchange): string {
  setHead({ status: HttpStatus.ACCEPTED });
  return '';
}

/** Answers with one message, in the form that the client accepts; `undefined` is that of a client that has gone. */
function replyInPiece({ headers, setHead }: McpExchange, json: string | undefined): string {
  if (json === undefined) {
    setHead({ status: CLIENT_GONE });
    return '';
  }
  const isStream = acceptedForm(headers.accept) === 'events';
  setHead({ status: 200, headers: { 'content-type': isStream ? EVENTS_TYPE : JSON_TYPE } });
  return isStream ? toEvents(json) : json;
}

/** Answers as the SDK does, in the form that the client accepts. Refusals are always JSON. */
async function replyWith(exchange: McpExchange, answer: Response, { method }: RpcMessage): Promise<string | Readable> {
  const { status, headers, body } = answer;
  const isStream = headers.get('content-type')?.startsWith(EVENTS_TYPE) === true;
  if (isStream && body !== null) {
    const events = Readable.fromWeb(body);
    if (acceptedForm(exchange.headers.accept) === 'json' && method !== SUBSCRIPTION) {
      return replyInPiece(exchange, await lastMessageOf(events));
    }
    exchange.setHead({ status, headers: Object.fromEntries(headers) });
    return events;
  }
  const text = await answer.text();
  if (status === 200 && text !== '') return replyInPiece(exchange, text);
  exchange.setHead({ status, headers: Object.fromEntries(headers) });
  return text;
}
