import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, IsString } from 'class-validator';
import { OptionalChoice } from '../../validation/choice.decorator.js';
import { OptionalFlag } from '../../validation/flag.decorator.js';
import { pageOf } from '../../validation/page.dto.js';
import { Satisfies } from '../../validation/rule.decorator.js';
import { encodingNamed } from './read/legacy-encoding.js';
import { FILE_FORMATS, type FileFormat } from './read/table.js';
import { IMPORT_STATES, type ImportState, ON_DUPLICATE, type OnDuplicate } from './import.entity.js';

const MOST_SECONDS = 60;

/** How a file is imported; as the query, or as fields of the form before the file. */
export class ImportOptions {
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => waitOf(value))
  @Satisfies('wait', isWait, `must be true, false, or seconds up to ${MOST_SECONDS}`)
  @ApiPropertyOptional({
    type: String,
    description:
      'Whether the answer waits until the file is merged, and for how many seconds: `true`, `false`, or a number. By default ' +
      'small files are waited for.',
  })
  wait?: boolean | number;

  @OptionalFlag('Shows the mapping, ten rows as they would be stored, and all counts; nothing is stored.')
  dry_run?: boolean;

  @IsOptional()
  @IsString()
  @ApiPropertyOptional({
    type: String,
    description:
      'JSON: of columns of the file to fields, such as `{"Firma":"company_name","Intern":null}`; `null` leaves a column out. ' +
      'Columns that are not named are matched by their names.',
  })
  mapping?: string;

  @OptionalChoice(ON_DUPLICATE, {
    default: 'update',
    description:
      'What becomes of a lead that is stored already: it is filled and overwritten by values that are not empty, left as it ' +
      'is, or stored once more.',
  })
  on_duplicate?: OnDuplicate;

  @IsOptional()
  @IsString()
  @Satisfies('encoding', isEncoding, 'must name an encoding, such as windows-1251, shift_jis or gbk')
  @ApiPropertyOptional({
    type: String,
    description:
      'The encoding of a text file, as the Encoding Standard names it, such as `windows-1251` or `shift_jis`; by default it is ' +
      'told by its letters.',
  })
  encoding?: string;

  @IsOptional()
  @IsString()
  @ApiPropertyOptional({
    type: String,
    description: 'The sheet of a workbook, by its name; by default the first one that is shown and holds a table.',
  })
  sheet?: string;

  @OptionalFlag('Imports a file once more that was imported with the same options before.')
  again?: boolean;
}

function waitOf(value: unknown): unknown {
  if (value === 'true' || value === 'false') return value === 'true';
  return typeof value === 'string' && /^\d{1,2}$/.test(value) ? Number(value) : value;
}

function isEncoding(value: unknown): boolean {
  return typeof value === 'string' && encodingNamed(value) !== undefined;
}

function isWait(value: unknown): boolean {
  return typeof value === 'boolean' || (typeof value === 'number' && value >= 0 && value <= MOST_SECONDS);
}

export class ImportCounts {
  @ApiProperty({ type: 'integer', description: 'Rows that were read.', example: 1000 })
  read!: number;

  @ApiProperty({ type: 'integer', example: 950 })
  created!: number;

  @ApiProperty({ type: 'integer', example: 30 })
  updated!: number;

  @ApiProperty({
    type: 'integer',
    description: 'Of leads that have these values already, or are skipped.',
    example: 15,
  })
  unchanged!: number;

  @ApiProperty({ type: 'integer', example: 5 })
  rejected!: number;
}

/** How refused rows are written. */
export class ImportRejectsQuery {
  @OptionalFlag('For Excel: begins with a byte order mark, and has the separator of the file.')
  excel?: boolean;
}

/** A row that is refused. */
export class RejectedRow {
  @ApiProperty({ type: 'integer', example: 12 })
  line!: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: '`null` where it is the row as a whole.',
    example: 'E-Mail',
  })
  column!: string | null;

  @ApiProperty({ example: 'INVALID_VALUE' })
  code!: string;

  @ApiProperty({ example: 'contact_email must be an e-mail address, not "jane@acme"' })
  message!: string;

  @ApiProperty({ type: String, nullable: true, description: 'The beginning of it.', example: 'jane@acme' })
  value!: string | null;
}

/** Why an import failed, or what it asks. */
export class ImportError {
  @ApiProperty({ example: 'MIXED_ENCODING' })
  error_code!: string;

  @ApiProperty({ example: 'The file mixes UTF-8 with another encoding; save it as UTF-8 and send it again' })
  message!: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  details!: Record<string, unknown>;
}

/** An import, and how far it has come. */
export class ImportResponse {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: IMPORT_STATES, example: 'completed' })
  state!: ImportState;

  @ApiProperty({ type: String, nullable: true, example: 'leads.csv' })
  file_name!: string | null;

  @ApiProperty({ enum: FILE_FORMATS, nullable: true, example: 'csv' })
  format!: FileFormat | null;

  @ApiProperty({ type: String, nullable: true, example: 'utf-8' })
  encoding!: string | null;

  @ApiProperty({ type: String, nullable: true, example: ';' })
  separator!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Of a workbook: the sheet that was read.', example: null })
  sheet!: string | null;

  @ApiProperty({ type: 'integer', example: 170000 })
  bytes!: number;

  @ApiProperty({ enum: ON_DUPLICATE, example: 'update' })
  on_duplicate!: OnDuplicate;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string', nullable: true },
    nullable: true,
    description: 'What becomes of each column: a field, `additional_data`, or `null` where it is left out.',
    example: { Firma: 'company_name', 'E-Mail': 'contact_email' },
  })
  mapping!: Record<string, string | null> | null;

  @ApiProperty({ type: ImportCounts, description: 'Before the merge, what it would do, if it is a dry run.' })
  counts!: ImportCounts;

  @ApiProperty({ type: [RejectedRow], description: 'The first twenty; `rejects.csv` has all.' })
  rejects!: RejectedRow[];

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    nullable: true,
    description: 'Of a dry run: the first ten rows as they would be stored.',
  })
  preview!: Record<string, unknown>[] | null;

  @ApiProperty({ type: Number, nullable: true, example: 5200 })
  rows_per_second!: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 12 })
  eta_seconds!: number | null;

  @ApiProperty({ type: ImportError, nullable: true, example: null })
  error!: ImportError | null;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  ended_at!: string | null;
}

/** One page of imports, newest first, without their rows. */
export class ImportListResponse extends pageOf(ImportResponse) {}
