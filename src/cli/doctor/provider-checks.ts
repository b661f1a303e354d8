import type { Settings } from '../../config/settings.js';
import { LlmSettings } from '../../llm/llm.settings.js';
import { checkProviders, type ProviderCheck } from '../../llm/providers/provider-check.js';
import { OutboundSettings } from '../../outbound/outbound.settings.js';
import { type Finding, Findings } from './finding.js';

const REJECTED = [401, 403];
/** Servers without a list of models. */
const NO_LIST = [404, 405, 501];

/** Whether each provider answers, takes its key and knows its model; no request of these costs anything. */
export async function checkLlm(settings: Settings): Promise<{ findings: Finding[]; clocks: ProviderCheck[] }> {
  const findings = new Findings('providers');
  const checks = await checkProviders(settings.get(LlmSettings), settings.get(OutboundSettings));
  for (const check of checks) report(check, findings);
  if (checks.length === 0) findings.ok('None is configured: leads are scored by rules');
  return { findings: findings.all, clocks: checks };
}

function report({ name, model, status, failure, models }: ProviderCheck, findings: Findings): void {
  if (status === undefined) {
    findings.fault(`${name} cannot be reached (${failure})`, 'Check its base URL, the network and HTTPS_PROXY.');
  } else if (REJECTED.includes(status)) {
    findings.fault(`${name} rejects the API key (status ${status})`, 'Set the key that its console shows.');
  } else if (NO_LIST.includes(status)) {
    findings.warning(
      `${name} answers, but lists no models, so the key was not checked`,
      'Send it one chat completion.',
    );
  } else if (status === 429) {
    findings.warning(`${name} answers that a limit is reached`, 'Wait, or raise the limit or the credit there.');
  } else if (status >= 300) {
    findings.warning(`${name} answers with the status ${status}`, "Look at the provider's status page.");
  } else if (models !== undefined && models.length > 0 && !models.includes(model)) {
    findings.warning(`${name} does not list its model ${model}`, 'Check the name of the model in the settings.');
  } else {
    findings.ok(`${name} answers, and takes the API key`);
  }
}
