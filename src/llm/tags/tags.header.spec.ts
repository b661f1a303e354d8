import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { ValidationError } from '../../errors/request.errors.js';
import { LONGEST_TAG, metadataProblem, MOST_TAGS, readTags, withMetadata } from './tags.header.js';

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `t${index}`);

describe('the tags of a header', () => {
  it.each([
    ['batch', ['batch']],
    ['team=growth,env=prod', ['team=growth', 'env=prod']],
    [' a tag , b\t,,', ['a tag', 'b']],
    ['a,a, a', ['a']],
    ['', []],
    [' , ', []],
    [numbered(MOST_TAGS).join(), numbered(MOST_TAGS)],
    ['x'.repeat(LONGEST_TAG), ['x'.repeat(LONGEST_TAG)]],
  ])('%j are %j', (header, tags) => {
    expect(readTags(header.replace('\t', ''))).toEqual(tags);
  });

  it('may be a list in a field of that name', () => {
    expect(readTags(['batch', ' team=growth ', 'batch'])).toEqual(['batch', 'team=growth']);
    for (const wrong of [5, {}, true, ['a', 5], [['a']], numbered(MOST_TAGS + 1), Array(1_000_000).fill('a,b')]) {
      expect(() => readTags(wrong)).toThrow(ValidationError);
    }
  });

  it.each([
    ['eleven tags', numbered(MOST_TAGS + 1).join()],
    ['a long one', 'x'.repeat(LONGEST_TAG + 1)],
    ['16 KB of tags', 'a,'.repeat(8_000)],
    ['16 KB of white space', `a${' '.repeat(16_000)}`],
    ['control characters', 'a\u0001b'],
    ['other than ASCII', 'büro'],
  ])('are refused for %s, by the name of the header', (_, header) => {
    expect(() => readTags(header)).toThrow(ValidationError);
    expect(() => readTags(header)).toThrow(/x-llm-tags must be at most 10 tags/);
  });
});

describe('the tags of metadata', () => {
  it('are its entries as key=value, behind those of the header', () => {
    expect(withMetadata(['batch'], { team: 'growth', run: 7, dry: true })).toEqual([
      ...['batch', 'team=growth', 'run=7', 'dry=true'],
    ]);
  });

  it('are the items of a list called tags, as other gateways have it', () => {
    expect(withMetadata([], { tags: ['a', 'b', 5, null], other: ['c'] })).toEqual(['a', 'b']);
  });

  it('name the same thing as the header does, once', () => {
    expect(withMetadata(readTags('team=growth'), { team: 'growth ' })).toEqual(['team=growth']);
  });

  it('are ten at most, and leave out what is no tag', () => {
    const metadata = { long: 'x'.repeat(LONGEST_TAG), nul: 'a\0', broken: '\ud800', nested: {}, none: null };
    expect(withMetadata([], { ...metadata, fine: 'größe' })).toEqual(['fine=größe']);
    const pairs = Object.fromEntries(numbered(16).map((name) => [name, 'x']));
    expect(withMetadata(['first'], pairs)).toEqual(['first', ...numbered(9).map((name) => `${name}=x`)]);
  });

  it.each([undefined, null, 'text', 5])('are none for %j', (metadata) => {
    expect(withMetadata(['a'], metadata)).toEqual(['a']);
  });

  it('are storable, whatever metadata holds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.anything()), (metadata) => {
        if (metadataProblem(metadata) !== undefined) return;
        const tags = withMetadata([], metadata);
        expect(tags.length).toBeLessThanOrEqual(MOST_TAGS);
        for (const tag of tags) {
          expect(tag).not.toMatch(/\p{Cc}/u);
          expect(tag.isWellFormed() && tag.length <= LONGEST_TAG && tag !== '').toBe(true);
        }
      }),
    );
  });
});

describe('metadata', () => {
  it.each([
    ['an object of texts', { a: 'b' }],
    ['as much as OpenAI takes', Object.fromEntries(numbered(16).map((name) => [name.padEnd(64), 'v'.repeat(512)]))],
    ['what other gateways take', { tags: ['a'], trace: { id: 1 }, count: 5 }],
  ])('may be %s', (_, metadata) => {
    expect(metadataProblem(metadata)).toBeUndefined();
  });

  it.each([
    ['a text', 'team', 'an object'],
    ['a list', ['team'], 'an object'],
    ['seventeen entries', Object.fromEntries(numbered(17).map((name) => [name, 'x'])), 'at most 16 entries'],
    ['a long key', { ['k'.repeat(65)]: 'x' }, 'at most 64 characters'],
    ['a megabyte', { team: 'x'.repeat(1_000_000) }, 'at most 512 characters'],
    ['a long list', { tags: numbered(17) }, 'at most 16 items'],
    ['a megabyte in a list', { tags: ['x'.repeat(1_000_000)] }, 'at most 512 characters'],
  ])('must not be %s', (_, metadata, problem) => {
    expect(metadataProblem(metadata)).toContain(problem);
  });
});
