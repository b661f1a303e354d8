import {
  INTERNAL_ERROR,
  INVALID_PARAMS,
  type JSONRPCMessage,
  McpServer,
  type Transport,
} from '@modelcontextprotocol/server';
import { Logger } from '@nestjs/common';
import { InternalError } from '../errors/request.errors.js';
import { currentRequestId } from '../telemetry/request-context.js';
import { toProtocolError } from './tools/tool-failure.js';

/** Most characters of a message of an error; names that it repeats have at most 1,000. */
const MAX_MESSAGE = 1_500;
const MAX_PATHS = 5;

const logger = new Logger('GuardedServer');

interface RpcError {
  code: number;
  message: string;
  data?: unknown;
}

/** A server whose errors are short and in words: the SDK's own are a validator's raw text, and as long as what was sent. */
export class GuardedServer extends McpServer {
  override connect(transport: Transport): Promise<void> {
    const send = transport.send.bind(transport);
    transport.send = (message, options) => send(inWords(message), options);
    return super.connect(transport);
  }
}

function inWords(message: JSONRPCMessage): JSONRPCMessage {
  return 'error' in message ? { ...message, error: errorInWords(message.error) } : message;
}

function errorInWords(error: RpcError): RpcError {
  const { code, message, data } = error;
  const paths = invalidPaths(message);
  if (paths !== undefined) {
    return { code: INVALID_PARAMS, message: `These parameters are not valid: ${paths.join(', ')}` };
  }
  const isOurs = (data as { error_code?: unknown } | undefined)?.error_code !== undefined;
  if (isOurs || code !== INTERNAL_ERROR) return { ...error, message: message.slice(0, MAX_MESSAGE) };
  logger.error({ err: message }, 'A handler of MCP failed');
  return toProtocolError(new InternalError(message), currentRequestId(), '');
}

/** The parameters that zod, the SDK's validator, refuses; `undefined` if `message` is none of its messages. */
function invalidPaths(message: string): string[] | undefined {
  const start = message.indexOf('[\n');
  if (start < 0) return undefined;
  try {
    const issues = JSON.parse(message.slice(start)) as { path: (string | number)[] }[];
    return issues.slice(0, MAX_PATHS).map(({ path }) => path.join('.').slice(0, 100));
  } catch {
    return undefined;
  }
}
