import { UserError } from './cli.errors.js';

const HOST_FAULT =
  'HOST is no address of this machine, and no name of one; set it to one, or to 0.0.0.0 for all of them.';

/** Why a process cannot listen, by the code of the error, and which variable to change. */
const FAULTS = new Map<string | undefined, (portName: string) => string>([
  ['EADDRINUSE', (portName) => `${portName} is taken by another process; stop it, or set ${portName} to a free one.`],
  ['EACCES', (portName) => `${portName} is a port that this user may not open; set ${portName} to one from 1024 on.`],
  ['EADDRNOTAVAIL', () => HOST_FAULT],
  ['ENOTFOUND', () => HOST_FAULT],
  ['EAI_AGAIN', () => HOST_FAULT],
]);

/** @returns the error of listening at HOST and `portName`, as one for the user where a variable has to change */
export function toListenError(error: unknown, portName: 'PORT' | 'PORT_HEALTH'): unknown {
  const fault = FAULTS.get((error as NodeJS.ErrnoException).code);
  return fault === undefined ? error : new UserError(fault(portName), { cause: error });
}
