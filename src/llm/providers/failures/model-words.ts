import type { UpstreamError } from './provider-failure.js';
import { namesOf } from './error-words.js';

/** What an error says of a model that the provider does not have, or not for our account. */
const NAMES =
  /model_?not_?(?:found|exist|available|supported|open|allowed)|(?:invalid|unknown)_?model|decommissioned|deploymentnotfound|model_(?:access_denied|permission|terms_required)/;
/** For 404. */
const NOT_THERE =
  /not[_ ]?(?:be )?found|not[_ ]?exist|no such|unknown model|decommissioned|deprecated|no longer|unable to access/;

const NAME = String.raw`[\w.:/@-]{1,200}`;
/** Kinds of errors and a path, as gateways write them before what the provider said. */
const PREFIX = String.raw`^(?:[\w.]{1,60}(?:error|exception)(?::| -) ?){0,3}(?:\/[\w/-]{1,60}: )?\W{0,3}`;
/** Whole sentences on the model, in which its name alone may be quoted: an error may repeat what a caller sent. */
const SENTENCES = [
  String.raw`(?:(?:error|the|this|requested|your|provided|specified)\W+){0,3}models?\W{1,4}(?:${NAME}\W{1,4})?(?:(?:has|have) been|is|was|does|could)?\W?` +
    String.raw`(?:decommissioned|deprecated|retired|removed|disabled|no longer|unknown|blocked at|requires terms|` +
    String.raw`not (?:exist|found|a valid|be found|deployed|accessible|activated|enabled)|not (?:supported|available)(?: by |\W{0,3}$))`,
  String.raw`(?:invalid|unknown|no such|unrecognized) model(?: (?:name|id|identifier))?(?: passed in model)?(?:\W{1,4}${NAME})?(?: or task)?(?:\W{0,3}$|\W{1,3}\s)`,
  String.raw`${NAME}\W{1,4}is not a valid model`,
  'unable to access model',
  String.raw`you (?:do not|don\Wt) have access to (?:the |this )?model`,
  String.raw`project \W?[\w-]{1,100}\W? does not have access to model`,
  'the provided model identifier is invalid',
  String.raw`invocation of model id \S{1,200} with on-demand`,
  'this model version has reached the end',
  'model access is denied',
  'your organization must be verified to use the model',
  'this is not a chat model',
  String.raw`the \w{1,40} operation does not work with the specified model`,
  String.raw`your account \w{0,40}\W{0,2}has not activated the model`,
  'not found the model',
  '模型不存在',
].map((sentence) => new RegExp(PREFIX + sentence));

/** Whether the provider does not have the model, by the names of its error or a sentence on the model. */
export function saysNoModel(error: UpstreamError | undefined): boolean {
  const message = (error?.message ?? '').toLowerCase();
  return NAMES.test(namesOf(error)) || SENTENCES.some((form) => form.test(message));
}

/** Whether an error of status 404, that is not about the request, is about the model. */
export function isModelMissing(status: number, error: UpstreamError | undefined): boolean {
  return status === 404 && NOT_THERE.test(`${namesOf(error)} ${error?.message ?? ''}`.toLowerCase());
}
