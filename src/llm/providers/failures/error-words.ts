import type { UpstreamError } from './provider-failure.js';

/**
 * What an error says of our key, our account or the model there. An error may repeat what a caller sent, who could so close
 * the provider to all others; so only its names, and its own words before anything quoted, are believed.
 */
const OWN_WORDS = /^(?:[^'"`{[]|(?<=[a-z])'(?=[a-z])){0,300}/i;

const CREDIT_NAMES =
  /insufficient_?(?:quota|balance|credit|funds)|not_?enough_?balance|account_?overdue|freetieronly|budget_?exceeded|exceeded_current_quota|billing|arrear|payment_required|credit/;
const CREDIT =
  /credit balance|insufficient (?:account )?(?:balance|credits?|funds|quota)|(?:balance|credits?|funds|quota) (?:is|are) (?:insufficient|not enough|exhausted)|not enough (?:balance|funds)|key limit exceeded|overdue|budget has been exceeded|out of credits|(?:any|no|all available|more|enough) credits|credit limit|exceeded your current quota|billing|spending limit|good standing|top up|余额不足|欠费|arrears/;

const KEY_NAMES =
  /(?:invalid|incorrect|missing|expired)_?(?:api_?key|token)|authenti|unauthori[sz]ed|permission|access_?denied/;
/** For statuses that speak of keys. */
const KEY = /api[_ -]?key|token(?!s)|credential|authenti|unauthori[sz]ed|payment|permission|subscription|\baccount\b/;
const STATUSES_OF_KEYS = [401, 403];
/** For the others, as Gemini and xAI answer 400 to a wrong key. */
const WRONG_KEY =
  /^\W{0,3}(?:(?:error|the|your|this|provided)\W+){0,3}(?:api[_ -]?key|access token|bearer token)\W.{0,30}(?:not valid|invalid|incorrect|expired|missing|revoked|disabled)|^\W{0,3}(?:invalid|incorrect|wrong|expired|missing|unknown|no) (?:\w+ ){0,2}(?:api[_ -]?key|credential|access token|auth)/;

const MODEL_NAMES =
  /model_?not_?(?:found|exist|available)|(?:invalid|unknown)_?model|decommissioned|deploymentnotfound/;
/** For 404. */
const NOT_THERE =
  /not[_ ]?(?:be )?found|not[_ ]?exist|no such|unknown model|decommissioned|deprecated|no longer|unable to access/;
/** For others: a whole sentence on the model, in which its name alone may be quoted. */
const NO_MODEL = [
  /^\W{0,3}(?:(?:error|the|this|requested|your)\W+){0,3}model\W{1,4}(?:[\w.:/@-]{1,200}\W{1,4})?(?:(?:has|have) been|is|was|does|could)?\W?(?:decommissioned|deprecated|retired|removed|disabled|no longer|unknown|not (?:exist|found|a valid|be found))/,
  /^\W{0,3}(?:invalid|unknown|no such|unrecognized) model(?:\W{1,4}[\w.:/@-]{1,200})?\W{0,3}$/,
  /^\W{0,3}[\w.:/@-]{1,200}\W{1,3}is not a valid model/,
  /^unable to access model/,
];

/** The names that an error gives itself. */
export function namesOf(error: UpstreamError | undefined): string {
  return `${error?.code ?? ''} ${error?.type ?? ''}`.toLowerCase();
}

/** Whether our account there has nothing left to pay with. */
export function isAboutCredit(error: UpstreamError | undefined): boolean {
  return CREDIT_NAMES.test(namesOf(error)) || CREDIT.test(ownWords(error));
}

/** Whether the provider rejects our key. */
export function isAboutKey(status: number, error: UpstreamError | undefined): boolean {
  if (KEY_NAMES.test(namesOf(error))) return true;
  return (STATUSES_OF_KEYS.includes(status) ? KEY : WRONG_KEY).test(ownWords(error));
}

/** Whether the provider does not have the model. */
export function isAboutModel(status: number, error: UpstreamError | undefined): boolean {
  const names = namesOf(error);
  if (MODEL_NAMES.test(names)) return true;
  const message = (error?.message ?? '').toLowerCase();
  if (status === 404) return NOT_THERE.test(`${names} ${message}`);
  return NO_MODEL.some((form) => form.test(message));
}

function ownWords(error: UpstreamError | undefined): string {
  return OWN_WORDS.exec(error?.message ?? '')?.[0].toLowerCase() ?? '';
}
