import { comparisonsOf } from './comparison.js';
import type { EndedLead } from './ended-leads.js';
import { worthOf } from './score-worth.js';
import type { ReportOutcomes, ScoringReportResponse } from './scoring-report.dto.js';
import { outcomesSentence } from './sentences.js';
import { EndedLeads } from './series.js';

/** Versions that a report shows, and those that it compares with each other. */
const MOST_VERSIONS = 50;
const MOST_COMPARED = 5;

/** What a report is made of: each line of a part is the JSON of a lead. */
export interface ReportTask {
  parts: SharedArrayBuffer[];
  /** Most leads that were asked for. */
  limit: number;
}

/** What scores were worth. */
export default function reportOn({ parts, limit }: ReportTask): ScoringReportResponse {
  const leads = parts.flatMap((part) => linesOf(part)).map((line) => JSON.parse(line) as EndedLead);
  const ended = new EndedLeads(leads);
  const methods = ended.seriesBy(({ method }) => ({ method, model: null, profile_version: null }));
  const versions = ended.seriesBy(({ method, model, profile_version }) => ({ method, model, profile_version }));
  const outcomes = outcomesOf(leads, limit);
  return {
    sentence: outcomesSentence(outcomes),
    outcomes,
    methods: methods.map(worthOf),
    versions: versions.slice(0, MOST_VERSIONS).map(worthOf),
    comparisons: [
      ...comparisonsOf(methods.slice(0, MOST_COMPARED)),
      // One version of each method would be compared twice.
      ...(versions.length > methods.length ? comparisonsOf(versions.slice(0, MOST_COMPARED)) : []),
    ],
  };
}

function linesOf(part: SharedArrayBuffer): string[] {
  return Buffer.from(part)
    .toString()
    .split('\n')
    .filter((line) => line !== '');
}

function outcomesOf(leads: readonly EndedLead[], limit: number): ReportOutcomes {
  const count = (is: (lead: EndedLead) => boolean) => leads.filter(is).length;
  const won = count((lead) => lead.won);
  return {
    ...{ won, lost: leads.length - won },
    scored_before: count(({ scores }) => scores !== null),
    scored_after: count(({ after }) => after),
    limit,
  };
}
