import { describe, expect, it } from 'vitest';
import { type SizeFit, sizeFit, writtenRange } from './size-fit.js';

const wanted = [{ min: 50, max: 1000 }];

describe('sizeFit', () => {
  it.each<[number, number | null, SizeFit]>([
    [50, 1000, 'inside'],
    [200, 200, 'inside'],
    [11, 50, 'overlapping'],
    [500, null, 'overlapping'],
    [1, 49, 'near'],
    [25, 25, 'near'],
    [1001, null, 'near'],
    [2000, 5000, 'near'],
    [1, 10, 'far'],
    [2001, null, 'far'],
  ])('%d to %j is %s', (min, max, fit) => {
    expect(sizeFit({ min, max }, wanted)).toBe(fit);
  });

  it('joins ranges that touch, whatever their order', () => {
    const ranges = [
      { min: 51, max: 200 },
      { min: 1, max: 50 },
    ];
    expect(sizeFit({ min: 10, max: 100 }, ranges)).toBe('inside');
    expect(ranges[1]).toEqual({ min: 1, max: 50 });
  });

  it('knows ranges without an end', () => {
    expect(sizeFit({ min: 5000, max: null }, [{ min: 1000, max: null }])).toBe('inside');
    expect(sizeFit({ min: 600, max: 700 }, [{ min: 1000, max: null }])).toBe('near');
  });

  it('is far from nothing wanted', () => {
    expect(sizeFit({ min: 1, max: null }, [])).toBe('far');
  });
});

describe('writtenRange', () => {
  it('writes ranges as people do', () => {
    expect(
      [
        { min: 1, max: 9 },
        { min: 5, max: 5 },
        { min: 5, max: null },
      ].map(writtenRange),
    ).toEqual(['1-9', '5', '5+']);
  });
});
