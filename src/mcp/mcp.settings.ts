import { IntegerSetting, ListSetting, SecretSetting, TextSetting } from '../config/setting.decorators.js';

const HOST_NAME = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;

/** How agents are served. */
export class McpSettings {
  static readonly title = 'MCP';

  @IntegerSetting(
    'MCP_TOOL_TIMEOUT_SECONDS',
    'Time for the answer of a tool, in seconds. Clients give up after about 60; a scoring that takes longer goes on in the ' +
      'background.',
    1,
    45,
  )
  readonly toolTimeoutSeconds: number = 45;

  @IntegerSetting(
    'MCP_MAX_ENVELOPE_VALUES',
    'Most JSON values in the parameters of a message, without the arguments of a tool or a prompt.',
    100,
    10_000,
  )
  readonly maxEnvelopeValues: number = 1_000;

  @IntegerSetting(
    'MCP_MAX_ENVELOPE_CHARACTERS',
    'Most characters in the parameters of a message, without `_meta` and the arguments of a tool or a prompt.',
    1_000,
    1_000_000,
  )
  readonly maxEnvelopeCharacters: number = 16_384;

  @ListSetting(
    'MCP_ALLOWED_HOSTS',
    'Host names under which `/mcp` may be called, such as `agents.example`, where a proxy passes on the name that it was ' +
      'called by. On loopback, the names of loopback are always allowed, and others only if listed; on any other address, ' +
      'every name is allowed while the list is empty.',
    (name) => HOST_NAME.test(name),
    'be a comma-separated list of host names such as agents.example, in lower case, without a port',
  )
  readonly allowedHosts: readonly string[] = [];

  @SecretSetting(
    'MCP_API_KEY',
    'API key of `sales-agent mcp`, which serves one client over stdio. Without it, the command serves only ' +
      'while no key exists. Over HTTP, every request carries its own key.',
    /^sa_live_[A-Za-z0-9_-]{43}$/,
    'be an API key of this service',
  )
  readonly apiKey?: string;

  @TextSetting(
    'MCP_TAGS',
    'Tags of the calls of `sales-agent mcp`, as in the header `x-llm-tags`; a call may name its own in `_meta`.',
    /^[\x20-\x2b\x2d-\x7e]{1,100}(?:,[\x20-\x2b\x2d-\x7e]{1,100}){0,9}$/,
    'be at most 10 tags, separated by commas, each of at most 100 printable ASCII characters',
  )
  readonly tags?: string;
}
