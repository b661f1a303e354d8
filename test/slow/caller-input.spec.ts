import 'reflect-metadata';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { beforeAll, describe, expect, it } from 'vitest';
import { getMetadataStorage, ValidationTypes } from 'class-validator';
import { busyMs } from '../support/thread-time.js';
import { ValidationError } from '../../src/errors/request.errors.js';
import { ListShape, ObjectShape, OpaqueShape, shapesOf } from '../../src/validation/shape.js';
import { validationPipe } from '../../src/validation/validation.pipe.js';

const LIMIT_MS = 50;
const MEBIBYTE = 1024 * 1024;
/** The length of the longest text fields, at which their forms are checked. */
const LENGTHS = [35, 100, 255, 500, 1_990, 10_000, MEBIBYTE];

/** What is repeated: what forms are made of, and what Unicode takes long for. */
const UNITS = [
  ...['a', '.', '@', ' ', '/', '-', 'a.', 'a@', '.@', '0', '+1 '],
  ...['\u0301', 'e\u0301', '\ud83d\ude00', '\ufdfa', '\ud800'],
];
/** What stands before and behind it. */
const WRAPPED: [string, string][] = [
  ['', ''],
  ['a@', '@'],
  ['https://a.', ' @'],
  ['2026-01-01T00:00:00.', 'Z'],
];

/** The classes of requests: every module that may declare one is loaded, and class-validator knows what each declared. */
async function requestTypes(): Promise<Type[]> {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.(dto|controller|tool|prompts)\.ts$/.test(file) || /(^|\/)(dto|tools)\/.*(?<!spec)\.ts$/.test(file),
  );
  const { validationMetadatas } = getMetadataStorage() as unknown as { validationMetadatas: Map<Type, unknown> };
  // The storage is one for all spec files of a process: other files have loaded these classes before, as others.
  const ofOtherFiles = new Set(validationMetadatas.keys());
  for (const file of files.filter((name) => !name.endsWith('.spec.ts'))) await import(join('../../src', file));
  const types = [...validationMetadatas.keys()].filter((type) => !ofOtherFiles.has(type));
  // Settings come from the operator.
  return types.filter((type) => shapesOf(type).size > 0 && !('title' in type));
}

const TEXTS = LENGTHS.map((length) => ({
  length,
  texts: UNITS.flatMap((unit) => {
    const body = unit.repeat(Math.ceil(length / unit.length));
    return WRAPPED.map(([head, tail]) => head + body + tail);
  }),
}));

/** How long a check of a value of `fields` keeps the event loop busy, in ms. */
function checkMs(type: Type, valueOf: () => object): Promise<number> {
  const pipe = validationPipe();
  const check = async () => {
    try {
      await pipe.transform(value, { type: 'body', metatype: type });
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      expect(error.message.length).toBeLessThan(20_000);
    }
  };
  const value = valueOf();
  return busyMs(check, LIMIT_MS);
}

let types: Type[];

beforeAll(async () => {
  types = await requestTypes();
});

describe('What callers send', () => {
  it('is checked by classes of every room', () => {
    const names = types.map(({ name }) => name);
    for (const name of [
      'CreateLeadRequest',
      'CreateApiKeyRequest',
      'ScoringProfileRequest',
      'UsageQuery',
      'RunResearchRequest',
      'QualifyLeadArguments',
      'CostSimulationRequest',
      'ListAuditEventsQuery',
      'ListLeadsQuery',
      'WorkspaceRequest',
    ]) {
      expect(names).toContain(name);
    }
  });

  it('holds the event loop for less than 50 ms, whatever text stands in whatever field', async () => {
    for (const type of types) {
      const names = [...shapesOf(type).keys()];
      for (const { length, texts } of TEXTS) {
        // A text of 1 MB in one field at a time, shorter ones in all fields at once.
        const groups = length === MEBIBYTE ? names.map((name) => [name]) : [names];
        for (const text of texts) {
          for (const group of groups) {
            const fields = Object.fromEntries(group.map((name) => [name, text]));
            const label = `${type.name} ${group.join()} ${text.slice(0, 8)} x ${length}`;
            expect([label, (await checkMs(type, () => fields)) < LIMIT_MS]).toEqual([label, true]);
          }
        }
      }
    }
  }, 120_000);

  it.each([
    ['numbers', () => Array(10_000).fill(1)],
    ['lists', () => Array.from({ length: 10_000 }, () => [])],
    ['objects', () => Array.from({ length: 10_000 }, () => ({}))],
    ['texts', () => Array.from({ length: 5_000 }, () => 'a'.repeat(200))],
    ['long texts', () => Array(4).fill('.'.repeat(MEBIBYTE / 4))],
    ['texts that are all different', () => Array.from({ length: 10_000 }, (_, n) => `text ${n}`)],
    ['objects with one list', () => Array.from({ length: 9_000 }, () => ({ a: [] }))],
    [
      'an object with 999 fields',
      () => Object.fromEntries(Array.from({ length: 999 }, (_, n) => [`field ${n}`, { n }])),
    ],
    [
      'objects with 990 fields each',
      () =>
        Array.from({ length: 20 }, () => Object.fromEntries(Array.from({ length: 990 }, (_, n) => [`field${n}`, n]))),
    ],
    ['an object with long texts', () => ({ a: '.'.repeat(MEBIBYTE / 2), b: ['@'.repeat(MEBIBYTE / 2)] })],
  ])(
    'holds it for less than 50 ms where %s stand in a field, a list or the whole body',
    async (_, valueOf) => {
      for (const type of types) {
        for (const name of shapesOf(type).keys()) {
          for (const wrap of [
            (value: unknown) => value,
            (value: unknown) => [value],
            (value: unknown) => ({ a: value }),
          ]) {
            const ms = await checkMs(type, () => ({ [name]: wrap(valueOf()) }));
            expect([type.name, name, ms < LIMIT_MS]).toEqual([type.name, name, true]);
          }
        }
        expect(await checkMs(type, valueOf)).toBeLessThan(LIMIT_MS);
      }
    },
    120_000,
  );
});

describe('Rules of DTOs', () => {
  it('a field that takes a list or an object has a shape that bounds it', () => {
    for (const type of types) {
      const nested = getMetadataStorage()
        .getTargetValidationMetadatas(type, '', false, false)
        .filter((metadata) => metadata.type === ValidationTypes.NESTED_VALIDATION);
      for (const { propertyName } of nested) {
        const shape = shapesOf(type).get(propertyName);
        expect(shape instanceof ListShape || shape instanceof ObjectShape || shape instanceof OpaqueShape).toBe(true);
      }
    }
  });
});
