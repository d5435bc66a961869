// Sends seeded requests with the openai client, each straight to an engine and through the agent
// before it, and compares: SHA-256 of the response's bytes as they lie under the client, status,
// content type, and what the client makes of them. Prints one line of counts; exit status 1 if
// anything differs. Where an engine closes the connection without a word of an answer, there is no
// response to compare: the agent, which has to give one, says 502 then, in its own words.
//
//   node compare.mjs --direct URL --agent URL --model NAME [--requests 1000] [--seed 1] [--tenant T]

import {createHash} from 'node:crypto';
import {parseArgs} from 'node:util';
import OpenAI from 'openai';

const CONCURRENT = 8;
const UPSTREAM_ERROR = JSON.stringify({
  error: {message: 'tokenpace agent: upstream error', type: 'upstream_error', param: null, code: 502},
});

const {values} = parseArgs({
  options: {
    direct: {type: 'string'},
    agent: {type: 'string'},
    model: {type: 'string'},
    requests: {type: 'string', default: '1000'},
    seed: {type: 'string', default: '1'},
    tenant: {type: 'string', default: 'openai-client'},
  },
});
for (const name of ['direct', 'agent', 'model']) {
  if (!values[name]) {
    console.error(`compare: --${name}: missing (expected: a value)`);
    process.exit(2);
  }
}
const requests = Number(values.requests);
if (!(Number.isInteger(requests) && requests >= 1)) {
  console.error(`compare: --requests: ${values.requests} (expected: a whole number, 1 or more)`);
  process.exit(2);
}

/** Seeded numbers from 0 to 1 for one request, from a hash in counter mode. */
function random(request) {
  let draws = 0;
  return () => {
    const hash = createHash('sha256').update(`${values.seed}/${request}/${draws++}`).digest();
    return hash.readUIntBE(0, 6) / 2 ** 48;
  };
}

/** A request of every kind clients send: its operation and its body. */
function requestOf(number) {
  const next = random(number);
  const pick = (...choices) => choices[Math.floor(next() * choices.length)];
  const words = Array.from({length: 1 + Math.floor(next() * 40)}, () => pick('how', 'fast', 'is', 'a', 'token', 'é', '日本'));
  const prompt = `${number}: ${words.join(' ')}`;
  const body = {
    model: values.model,
    max_tokens: 1 + Math.floor(next() * 24),
    user: `${values.seed}-${number}`,
  };
  if (next() < 0.8) {
    body.stream = true;
    const usage = pick(null, {include_usage: true}, {include_usage: true, continuous_usage_stats: true});
    if (usage) {
      body.stream_options = usage;
    }
  }
  if (next() < 0.2) {
    body.n = 2;
  }
  if (next() < 0.75) {
    return {operation: 'chat', body: {...body, messages: [{role: 'user', content: prompt}]}};
  }
  return {operation: 'completion', body: {...body, prompt: next() < 0.3 ? [prompt, `again ${prompt}`] : prompt}};
}

/** A client whose fetch hashes what it reads; hashes lie in {@code seen} by request number. */
function clientOf(baseUrl, seen) {
  return new OpenAI({
    baseURL: `${baseUrl.replace(/\/$/, '')}/v1`,
    apiKey: 'none',
    maxRetries: 0,
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      const number = new Headers(init.headers).get('x-request-id');
      const record = {status: response.status, type: response.headers.get('content-type'), bytes: 0};
      seen.set(number, record);
      const hash = createHash('sha256');
      const watched = response.body?.pipeThrough(
        new TransformStream({
          transform(bytes, controller) {
            hash.update(bytes);
            record.bytes += bytes.length;
            record.sha256 = hash.copy().digest('hex');
            controller.enqueue(bytes);
          },
        }),
      );
      return new Response(watched, {status: response.status, headers: response.headers});
    },
  });
}

/** What the client makes of an answer: every choice's text and its finish, or its error. */
async function answer(client, {operation, body}, id) {
  const options = {headers: {'X-Request-Id': id, 'X-Tenant': values.tenant}};
  const api = operation === 'chat' ? client.chat.completions : client.completions;
  const made = {choices: {}, frames: 0};
  try {
    const response = await api.create(body, options);
    for await (const chunk of body.stream ? response : [response]) {
      made.frames++;
      for (const choice of chunk.choices) {
        const sofar = (made.choices[choice.index] ??= {text: '', finish: null});
        const part = choice.delta ?? choice.message ?? {};
        sofar.text += part.content ?? choice.text ?? '';
        sofar.finish = choice.finish_reason ?? sofar.finish;
      }
    }
  } catch (error) {
    made.error = `${error.constructor.name} ${error.status ?? ''}`;
  }
  return made;
}

const directSeen = new Map();
const agentSeen = new Map();
const direct = clientOf(values.direct, directSeen);
const agent = clientOf(values.agent, agentSeen);
const totals = {requests: 0, streamed: 0, errors: 0, unanswered: 0, bytes: 0, frames: 0, different: 0};

/** What the agent has to show of a request that the engine did not answer. */
function unanswered() {
  return {
    status: 502,
    type: 'application/json',
    bytes: UPSTREAM_ERROR.length,
    sha256: createHash('sha256').update(UPSTREAM_ERROR).digest('hex'),
    choices: {},
    frames: 0,
    error: 'InternalServerError 502',
  };
}

async function compare(number) {
  const request = requestOf(number);
  const id = `openai-${values.seed}-${number}`;
  const [past, through] = await Promise.all([answer(direct, request, `${id}-direct`), answer(agent, request, id)]);
  const answered = directSeen.get(`${id}-direct`);
  const expected = JSON.stringify(answered ? {...answered, ...past} : unanswered());
  const found = JSON.stringify({...agentSeen.get(id), ...through});
  totals.requests++;
  totals.streamed += request.body.stream ? 1 : 0;
  totals.errors += past.error ? 1 : 0;
  totals.unanswered += answered ? 0 : 1;
  totals.frames += through.frames;
  totals.bytes += agentSeen.get(id)?.bytes ?? 0;
  if (expected !== found) {
    totals.different++;
    console.error(`${id}: ${found}\n  (expected: ${expected})`);
  }
}

let next = 0;
await Promise.all(
  Array.from({length: CONCURRENT}, async () => {
    while (next < requests) {
      await compare(next++);
    }
  }),
);
console.log(
  `openai client: ${totals.requests} requests (${totals.streamed} streamed, ${totals.errors} with errors, ` +
    `${totals.unanswered} not answered by the engine), ` +
    `${totals.frames} frames, ${totals.bytes} bytes, ${totals.different} different`,
);
process.exit(totals.different === 0 ? 0 : 1);
