// Drives the service with a real client, in a process of its own as its users run it: `node drive.js <client> <url> <key>`.
// Prints what the client made of each answer, as JSON.

const [, , name, url, key] = process.argv;
const { connect } = await import(`./drivers/${name}.js`);

const EXTERNAL_ID = `client-${name}`;

/** What `work` comes to: its value, or the message of its failure. */
async function outcomeOf(work) {
  try {
    return { value: await work() };
  } catch (error) {
    return { failure: String(error?.message ?? error) };
  }
}

async function converse() {
  const client = await connect(url, key);
  const lead = { company_name: 'Acme', external_id: EXTERNAL_ID, industry: '' };
  const created = await outcomeOf(() => client.call('create_lead', lead));
  const answers = {
    tools: await outcomeOf(() => client.list()),
    created,
    found: await outcomeOf(() => client.call('get_lead', { external_id: EXTERNAL_ID })),
    resource: await outcomeOf(() => client.read('config://scoring-profile')),
    prompt: await outcomeOf(() => client.prompt('qualify_lead', { lead_id: leadIdOf(created) })),
    wrongArgument: await outcomeOf(() => client.call('search_leads', { country: ['Atlantis'] })),
    businessFailure: await outcomeOf(() => client.call('create_lead', lead)),
    unknownTool: await outcomeOf(() => client.callUnknown('drop_tables')),
    unknownResource: await outcomeOf(() => client.read('lead://nobody')),
    unknownPrompt: await outcomeOf(() => client.prompt('be_evil', {})),
  };
  await client.close();
  return answers;
}

function leadIdOf({ value }) {
  return value === undefined ? '' : JSON.parse(value).lead_id;
}

const { value, failure } = await outcomeOf(converse);
process.stdout.write(JSON.stringify(value ?? { failure }), () => process.exit());
