/** The data folder cannot be used; the message is one line that says what to do. */
export class DataFolderError extends Error {}

/** The data folder is in use by another service. */
export class DataFolderInUseError extends DataFolderError {}
