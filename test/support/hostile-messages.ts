import { META } from './mcp-client.js';

const LONG = 'x'.repeat(900_000);
const ICONS = Array.from({ length: 8_000 }, () => ({ src: 1, sizes: 'x' }));
const CLIENT_INFO = 'io.modelcontextprotocol/clientInfo';

const members = (count: number, value: unknown, name = 'a') =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`${name}${n}`, value]));
const opening = (clientInfo: object, capabilities: object = {}) => ({
  protocolVersion: '2025-11-25',
  capabilities,
  clientInfo: { name: 'a', version: '1', ...clientInfo },
});
const client = (clientInfo: object) => ({
  _meta: { ...META, [CLIENT_INFO]: { name: 'a', version: '1', ...clientInfo } },
});

/** Parameters that are long, or slow to check, each with its method; all of them are refused. */
export const HOSTILE_MESSAGES: [what: string, method: string, params: Record<string, unknown>][] = [
  ['a long name of a tool', 'tools/call', { name: LONG, arguments: {} }],
  ['a long name of a prompt', 'prompts/get', { name: LONG }],
  ['a long address', 'resources/read', { uri: `lead://${LONG}` }],
  ['a long method', LONG, {}],
  ['a long revision', 'tools/list', { _meta: { ...META, 'io.modelcontextprotocol/protocolVersion': LONG } }],
  ['a long cursor', 'tools/list', { cursor: LONG }],
  ['a long progress token', 'tools/list', { _meta: { ...META, progressToken: LONG } }],
  ['many icons', 'tools/list', client({ icons: ICONS })],
  ['some bad icons', 'tools/list', client({ icons: ICONS.slice(0, 300) })],
  ['many icons of an opening', 'initialize', opening({ icons: ICONS })],
  ['some bad icons of an opening', 'initialize', opening({ icons: ICONS.slice(0, 300) }, { roots: 7 })],
  ['many arguments of a prompt', 'prompts/get', { name: 'qualify_lead', arguments: members(900, 1) }],
  [
    'long names of arguments',
    'prompts/get',
    { name: 'qualify_lead', arguments: members(19, 1, LONG.slice(0, 40_000)) },
  ],
  ['many unknown parameters', 'tools/list', members(900, 1, 'x'.repeat(100))],
  ['long answers to questions', 'tools/call', { name: 'get_lead', arguments: {}, inputResponses: { a: LONG } }],
  ['a long state', 'tools/call', { name: 'get_lead', arguments: {}, requestState: LONG }],
  ['a long subscription', 'subscriptions/listen', { notifications: { resourceSubscriptions: [LONG] } }],
  [
    'many subscriptions',
    'subscriptions/listen',
    { notifications: { resourceSubscriptions: Array(2_000).fill('a:b') } },
  ],
  ['arguments that nest in JSON text', 'tools/call', { name: 'create_lead', arguments: nested(12) }],
  ['arguments as long JSON text', 'tools/call', { name: 'create_lead', arguments: `[${'1,'.repeat(400_000)}1]` }],
];

/** JSON text in JSON text; each level doubles the backslashes. */
function nested(depth: number): string {
  return depth === 0 ? '{}' : JSON.stringify({ lead: nested(depth - 1), company_name: 'Acme' });
}
