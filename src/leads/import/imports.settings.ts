import { IsOptional } from 'class-validator';
import { IntegerSetting, TextSetting } from '../../config/setting.decorators.js';

/** How large imported files may be, how long they may take, and how long their rows are kept. */
export class ImportSettings {
  static readonly title = 'Imports';

  @IntegerSetting('IMPORT_MAX_BYTES', 'Largest file, in bytes.', 1_024, 2_000_000_000)
  readonly maxBytes: number = 512 * 1024 * 1024;

  @IntegerSetting('IMPORT_MAX_ROWS', 'Most rows of a file.', 1, 100_000_000)
  readonly maxRows: number = 2_000_000;

  @IntegerSetting('IMPORT_MAX_COLUMNS', 'Most columns of a file.', 1, 10_000)
  readonly maxColumns: number = 500;

  @IntegerSetting(
    'IMPORT_MAX_ROW_CHARACTERS',
    'Most characters of a row; one that is longer is refused.',
    1_000,
    1_000_000,
  )
  readonly maxRowCharacters: number = 200_000;

  @IntegerSetting(
    'IMPORT_MAX_UNPACKED_BYTES',
    'Most bytes to which the parts of an XLSX file unpack.',
    1024 * 1024,
    10_000_000_000,
  )
  readonly maxUnpackedBytes: number = 1024 * 1024 * 1024;

  @IntegerSetting(
    'IMPORT_STALL_SECONDS',
    'Time for which an upload may bring less than 16 KB before it is ended, in seconds. `REQUEST_TIMEOUT_SECONDS` does not end uploads.',
    1,
    3_600,
  )
  readonly stallSeconds: number = 30;

  @IntegerSetting('IMPORT_MAX_UPLOADS', 'Most files that one process receives at once for one workspace.', 1, 1_000)
  readonly maxUploads: number = 4;

  @IntegerSetting('IMPORT_WAIT_ROWS', 'Most rows of a file that is answered only when it is merged.', 0, 1_000_000)
  readonly waitRows: number = 5_000;

  @IntegerSetting('IMPORT_WAIT_SECONDS', 'Longest time that such an answer waits, in seconds.', 0, 60)
  readonly waitSeconds: number = 10;

  @IntegerSetting('IMPORT_BATCH_ROWS', 'Rows that are merged in one transaction.', 1, 10_000)
  readonly batchRows: number = 2_000;

  @IntegerSetting('IMPORT_ROWS_DAYS', 'Days for which rows of an import that is done are kept.', 0, 3_650)
  readonly rowsDays: number = 7;

  @IntegerSetting('IMPORT_REJECTS_DAYS', 'Days for which refused rows are kept.', 0, 3_650)
  readonly rejectsDays: number = 30;

  @TextSetting(
    'IMPORT_FOLDER',
    'Folder for XLSX files while they are read; unset, that of the system for such files.',
    /^\/.+$/,
    'be an absolute path',
  )
  @IsOptional()
  readonly folder?: string;
}
