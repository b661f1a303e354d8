import type { UpstreamError } from './provider-failure.js';

/**
 * What an error says of our key, our account or the model there. An error may repeat what a caller sent, who could so close
 * the provider to all others; so only its names, and its own words before anything quoted, are believed.
 */
const OWN_WORDS = /^(?:[^'"`{[]|(?<=[a-z])'(?=[a-z])){0,300}/i;

const CREDIT_NAMES =
  /insufficient_?(?:user_?)?(?:quota|balance|credit|funds)|not_?enough_?balance|account_?overdue|freetieronly|budget_?exceeded|exceeded_current_quota|billing|arrear|payment_required|credit|setlimitexceeded|blocked_api_access|quota_reached/;
const CREDIT =
  /credit balance|insufficient (?:account )?(?:balance|credits?|funds|quota)|(?:balance|credits?|funds|quota) (?:is|are) (?:insufficient|not enough|exhausted)|not enough (?:balance|funds)|key limit exceeded|overdue|budget has been exceeded|out of (?:credits?|balance|funds|money|prepaid)|(?:balance|credits?|funds) (?:has|have|is|are) (?:been )?(?:run out|used up|depleted|exhausted|negative|too low|below)|(?:negative|zero|no|low) (?:account )?(?:balance|funds)|recharge|add (?:more )?funds|(?:any|no|all available|more|enough) credits|credit limit|exceeded your current quota|billing|spend(?:ing)? limit|monthly quota|good standing|top up|out of call volume quota|余额不足|额度不足|额度失败|欠费|arrears/;

const KEY_NAMES =
  /(?:invalid|incorrect|missing|expired)_?(?:api_?key|token)|authenti|unauthori[sz]ed|unrecognizedclient|invalidsignature|permission|access_?denied/;
/** For statuses that speak of keys. */
const KEY = /api[_ -]?key|token(?!s)|credential|authenti|unauthori[sz]ed|payment|permission|subscription|\baccount\b/;
const STATUSES_OF_KEYS = [401, 403];
/** For the others, as Gemini and xAI answer 400 to a wrong key. */
const WRONG_KEY =
  /^\W{0,3}(?:(?:error|the|your|this|provided)\W+){0,3}(?:api[_ -]?key|access token|bearer token)\W.{0,30}(?:not valid|invalid|incorrect|expired|missing|revoked|disabled)|^\W{0,3}(?:invalid|incorrect|wrong|expired|missing|unknown|no) (?:\w+ ){0,2}(?:api[_ -]?key|credential|access token|auth)/;

const ACCOUNT_NAMES = /(?:organization|account)_(?:restricted|deactivated|suspended)/;

/** Qwen calls a wrong parameter `InternalError.Algo.InvalidParameter`: a name that is part of a longer one says nothing. */
const TROUBLE_NAMES =
  /service_?unavailable|model_?not_?ready|model_?timeout|internal_?(?:server|failure)|(?:^| )(?:server|internal|upstream|overloaded)_error(?: |$)/;
const TROUBLE =
  /^(?:failed|unable) to load (?:the )?model|^no models? (?:is |are )?(?:currently )?loaded|^(?:the )?model (?:\S{1,200} )?(?:is )?(?:not (?:yet )?(?:loaded|ready)|(?:currently )?loading)|out of memory|insufficient system resources|^(?:the )?(?:server|model|engine|service|system) is (?:currently )?(?:too )?(?:overloaded|busy|at capacity)/;

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

/** Whether our account there is closed. */
export function isAboutAccount(error: UpstreamError | undefined): boolean {
  return ACCOUNT_NAMES.test(namesOf(error));
}

/** Whether the server has a model that it cannot run at the moment, which some call the request's fault. */
export function isInTrouble(error: UpstreamError | undefined): boolean {
  return TROUBLE_NAMES.test(namesOf(error)) || TROUBLE.test(ownWords(error));
}

function ownWords(error: UpstreamError | undefined): string {
  const words = OWN_WORDS.exec(error?.message ?? '')?.[0] ?? '';
  // Some send a name where others have a sentence.
  return words.toLowerCase().replaceAll('_', ' ');
}
