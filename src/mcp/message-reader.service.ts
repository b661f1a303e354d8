import { PROTOCOL_VERSION_META_KEY } from '@modelcontextprotocol/server';
import { Injectable } from '@nestjs/common';
import { MalformedRequestError, ValidationError } from '../errors/request.errors.js';
import { EXACT_IN, parseJsonBody } from '../http/body.parser.js';
import { HttpSettings } from '../http/http.settings.js';
import { isJsonObject } from '../validation/shape.js';
import { lenientParameters, parameterProblems } from './message-parameters.js';
import { BatchNotSupportedError, InvalidMessageError } from './mcp.errors.js';
import { McpSettings } from './mcp.settings.js';

const BYTE_ORDER_MARK = Buffer.from('\uFEFF');
/** Most characters of an id, a method or a protocol version. */
const MAX_NAME = 200;

type Fields = Record<string, unknown>;

/** A message of JSON-RPC 2.0: a request, a notification (without `id`), or a response (without `method`). */
export interface RpcMessage {
  jsonrpc: '2.0';
  id?: string | number;
  method?: string;
  params?: Fields;
}

/**
 * Reads messages before the SDK does: its schemas take time for every value that there is, and its errors repeat what they
 * were given. What gets past is small, apart from the arguments of a tool, and has the parameters that its method needs.
 */
@Injectable()
export class MessageReader {
  /** Most bytes of a line over stdio, as of a body over HTTP. */
  readonly maxBytes: number;

  constructor(
    private readonly settings: McpSettings,
    private readonly http: HttpSettings,
  ) {
    this.maxBytes = http.bodyLimitBytes;
  }

  /**
   * Parses a line, as strictly as a body over HTTP is parsed.
   * @throws MalformedRequestError
   */
  parse(line: Buffer): unknown {
    if (line.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) {
      throw new MalformedRequestError('The message begins with a byte order mark; send UTF-8 without one');
    }
    return parseJsonBody(line, this.http.bodyMaxValues, EXACT_IN.json_rpc);
  }

  /**
   * @param value parsed JSON
   * @throws BatchNotSupportedError, InvalidMessageError, ValidationError
   */
  read(value: unknown): RpcMessage {
    if (Array.isArray(value)) throw new BatchNotSupportedError();
    if (!isJsonObject(value)) throw new InvalidMessageError('A message must be a JSON object');
    const { jsonrpc, id, method, params } = value;
    if (jsonrpc !== '2.0') throw new InvalidMessageError('jsonrpc must be "2.0"');
    if ('id' in value && !isId(id)) {
      throw new InvalidMessageError(`id must be a whole number or a text of at most ${MAX_NAME} characters`);
    }
    // A response. The SDK looks for the request that it answers, and there is none: this server asks nothing.
    if (method === undefined && ('result' in value || 'error' in value)) return { jsonrpc };
    if (typeof method !== 'string' || method === '' || method.length > MAX_NAME) {
      throw new InvalidMessageError(`method must be a text of 1 to ${MAX_NAME} characters`);
    }
    return { jsonrpc, ...(isId(id) ? { id } : {}), method, ...this.parametersOf(method, params) };
  }

  private parametersOf(method: string, given: unknown): { params?: Fields } {
    if (given !== undefined && !isJsonObject(given)) {
      throw invalid('params', 'must be an object; leave it out where the method needs none');
    }
    const params = lenientParameters(method, given ?? {});
    this.checkSize(params);
    const problems = parameterProblems(method, params);
    if (problems.length > 0) throw new ValidationError(problems);
    return given === undefined ? {} : { params };
  }

  /** The arguments of a tool have limits of their own: those of a body, and of what the tool takes. */
  private checkSize(params: Fields): void {
    const meta = params._meta;
    const others = { ...params, arguments: undefined, _meta: undefined };
    const { maxEnvelopeValues, maxEnvelopeCharacters } = this.settings;
    const size = sizeOf(others);
    const metaSize = sizeOf(meta);
    if (size.values + metaSize.values > maxEnvelopeValues) {
      throw invalid('params', `must have at most ${maxEnvelopeValues} values besides arguments`);
    }
    if (size.characters > maxEnvelopeCharacters) {
      throw invalid('params', `must have at most ${maxEnvelopeCharacters} characters besides arguments and _meta`);
    }
    // Refusals repeat names; the texts of _meta they do not, and those may be long, as icons are.
    if (metaSize.nameCharacters > maxEnvelopeCharacters) {
      throw invalid('params._meta', `must have at most ${maxEnvelopeCharacters} characters in names of fields`);
    }
    if (meta !== undefined) checkMeta(meta);
  }
}

/** What answers repeat of it; the rest may be long, as icons are. */
function checkMeta(meta: unknown): void {
  if (!isJsonObject(meta)) throw invalid('params._meta', 'must be an object');
  const { progressToken, [PROTOCOL_VERSION_META_KEY]: version } = meta;
  if (progressToken !== undefined && !isId(progressToken)) {
    throw invalid('params._meta.progressToken', `must be a whole number or a text of at most ${MAX_NAME} characters`);
  }
  if (typeof version === 'string' && version.length > MAX_NAME) {
    throw invalid('params._meta', `must name a protocol version of at most ${MAX_NAME} characters`);
  }
}

/** The id by which a refused message is answered; `null` if it has none that is valid. */
export function idIn(message: unknown): string | number | null {
  const id = isJsonObject(message) ? message.id : undefined;
  return isId(id) ? id : null;
}

/** Whether JSON-RPC and MCP take it as an id; `null` is none. */
function isId(value: unknown): value is string | number {
  return typeof value === 'string' ? value.length <= MAX_NAME : Number.isSafeInteger(value);
}

function invalid(field: string, problem: string): ValidationError {
  return new ValidationError([{ field, rule: 'parameter', message: `${field} ${problem}` }]);
}

interface JsonSize {
  values: number;
  /** Of names of fields and of texts. */
  characters: number;
  nameCharacters: number;
}

/** Counts values, names of fields and texts of JSON; parsing has limited how deep it is. */
function sizeOf(value: unknown): JsonSize {
  const total = { values: 1, characters: typeof value === 'string' ? value.length : 0, nameCharacters: 0 };
  if (typeof value !== 'object' || value === null) return total;
  const isList = Array.isArray(value);
  for (const [name, inner] of Object.entries(value)) {
    const size = sizeOf(inner);
    total.values += size.values;
    total.characters += size.characters + name.length;
    total.nameCharacters += size.nameCharacters + (isList ? 0 : name.length);
  }
  return total;
}
