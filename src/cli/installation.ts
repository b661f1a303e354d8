// Loaded before anything else, and perhaps by an old Node.js: it imports nothing, and uses nothing new.

/** The oldest Node.js whose standard library has all that the service uses. */
const OLDEST_NODE = 24;

/** What is wrong with the Node.js that runs us, in one line with the command that mends it. */
export function nodeFault(version: string): string | undefined {
  if (parseInt(version) >= OLDEST_NODE) return undefined;
  return (
    `Sales Agent needs Node.js ${OLDEST_NODE} or newer, and this is ${version}. "npm rebuild" completes the one that ` +
    'comes with the packages, where install scripts were off; start the service with "npm start" or "npx sales-agent".'
  );
}

/** What an import that failed says of the installation, in one line with the command that mends it. */
export function packageFault(error: unknown): string | undefined {
  const { code, message } = error as { code?: unknown; message?: string };
  const name = code === 'ERR_MODULE_NOT_FOUND' ? /^Cannot find package '([^']+)'/.exec(message ?? '')?.[1] : undefined;
  return name === undefined ? undefined : `The package ${name} is not installed. Run "npm ci", then start again.`;
}
