/** Raised when older versions could not read what is written any more. */
export const FORMAT = 1;

/** What a file begins with, so that any other is recognised. */
export const MAGIC = Buffer.from('sales-agent-backup\n');

/** A file is a row of frames, compressed by gzip: their kind, their length in four bytes, their content. */
export const FRAMES = {
  /** `BackupHeader` as JSON; the first frame. */
  header: 'H',
  /** `TableStart` as JSON. */
  table: 'T',
  /** Rows of that table, as COPY writes text; where a frame ends says nothing. */
  data: 'D',
  /** `TableEnd` as JSON. */
  tableEnd: 'E',
  /** `BackupEnd` as JSON; the last frame. */
  end: 'Z',
} as const;
export type FrameKind = keyof typeof FRAMES;

export interface Frame {
  kind: FrameKind;
  content: Buffer;
}

export interface BackupHeader {
  format: number;
  /** Of the service that made it. */
  version: string;
  /** ISO 8601. */
  created_at: string;
  /** Names of the migrations that the database had run. */
  migrations: string[];
  sequences: SequenceState[];
}

export interface SequenceState {
  name: string;
  value: string;
  is_called: boolean;
}

export interface TableStart {
  name: string;
  columns: string[];
}

export interface TableEnd {
  rows: number;
  sha256: string;
}

export interface BackupEnd {
  tables: number;
  rows: number;
  /** Of all that stands before, uncompressed. */
  sha256: string;
}
