/**
 * What clients add to the arguments of a call for themselves, and servers get to see: n8n its bookkeeping of the chat
 * (n8n-io/n8n#21500), Cursor a placeholder for tools without required arguments, Gemini's agents their planning, OpenHands
 * its judgement of the risk.
 */
const EXTRAS = new Set([
  ...['toolCallId', 'tool_call_id', 'sessionId', 'chatInput', 'action'],
  'random_string',
  ...['wait_for_previous', 'waitForPreviousTools', 'toolAction', 'toolSummary'],
  'security_risk',
]);

/** Whether a name that a tool does not declare is known to come from the client and not from the model. */
export function isClientExtra(name: string): boolean {
  // SiYuan adds `_sessionID`, others their own: no argument of ours begins like this.
  return name.startsWith('_') || EXTRAS.has(name);
}
