import { type EndedLead, groupsOf, type JudgedScore } from './ended-leads.js';
import type { ScoreOrigin } from './scoring-report.dto.js';

/** All leads that ended. */
export class EndedLeads {
  readonly leads: readonly EndedLead[];
  readonly groupOf: Int32Array;

  constructor(leads: readonly EndedLead[]) {
    this.leads = leads;
    this.groupOf = groupsOf(leads);
  }

  /** The scores of each origin, those of the most leads first. */
  seriesBy(originOf: (score: JudgedScore) => ScoreOrigin): Series[] {
    const series = new Map<string, Series>();
    this.leads.forEach(({ scores }, place) => {
      for (const score of scores ?? []) {
        const origin = originOf(score);
        const key = JSON.stringify(origin);
        const found = series.get(key) ?? new Series(origin, this);
        series.set(key, found);
        found.add(place, score);
      }
    });
    return [...series.values()].sort((a, b) => b.size - a.size);
  }
}

/** Scores of one origin, at most one of each lead. */
export class Series {
  readonly origin: ScoreOrigin;
  private readonly ended: EndedLeads;
  private readonly byLead = new Map<number, JudgedScore>();

  constructor(origin: ScoreOrigin, ended: EndedLeads) {
    this.origin = origin;
    this.ended = ended;
  }

  get size(): number {
    return this.byLead.size;
  }

  /** Keeps the first score of a lead. */
  add(place: number, score: JudgedScore): void {
    if (!this.byLead.has(place)) this.byLead.set(place, score);
  }

  /** The leads that it scored. */
  all(): Sample {
    return new Sample(this.ended, [...this.byLead.keys()]);
  }

  /** Those that another one scored, too. */
  sharedWith(other: Series): Sample {
    const shared = [...this.byLead.keys()].filter((place) => other.byLead.has(place));
    return new Sample(this.ended, shared);
  }

  /** What it said of each lead of a sample. */
  of({ places }: Sample): JudgedScore[] {
    return places.flatMap((place) => this.byLead.get(place) ?? []);
  }
}

/** Some of the leads that ended. */
export class Sample {
  readonly places: readonly number[];
  readonly isWon: Uint8Array;
  readonly groupOf: Int32Array;
  readonly won: number;
  /** Worth of the deals that were won, in whole cents. */
  readonly wonCents: bigint;

  constructor({ leads, groupOf }: EndedLeads, places: readonly number[]) {
    this.places = places;
    this.isWon = Uint8Array.from(places, (place) => (leads[place]?.won === true ? 1 : 0));
    this.groupOf = Int32Array.from(places, (place) => groupOf[place] ?? place);
    this.won = this.isWon.reduce((sum, one) => sum + one, 0);
    const values = places.map((place) => leads[place]).map((lead) => (lead?.won === true ? lead.value : null));
    this.wonCents = values.reduce((sum, value) => sum + BigInt((value ?? '0').replace('.', '')), 0n);
  }

  get lost(): number {
    return this.places.length - this.won;
  }
}
