/** A backup cannot be made, read or restored; the message is one line that says what to do. */
export class BackupError extends Error {}
