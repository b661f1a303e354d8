/** A failure that the user can mend; its message is one line. */
export class UserError extends Error {}

/** The command line is wrong; the message says how, in one line. */
export class UsageError extends Error {}
