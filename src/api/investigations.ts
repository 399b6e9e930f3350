import { randomUUID } from 'node:crypto';
import { clientUser } from '#access/access.ts';
import { parseJob } from '#asking/places.ts';
import { parseTiming, timingArguments } from '#asking/timing.ts';
import { toReportJson } from '#bundle/report-json.ts';
import type { Ended } from '#queue/ends.ts';
import { digest } from './idempotency.ts';
import { mistakesIn, Problem } from './problem.ts';
import type { Asked, Reply } from './reply.ts';
import { askedJob, askedTiming } from './schemas.ts';
import { toldIn } from './told-in.ts';
import type { ApiTools, Come, Stored } from './tools.ts';

/** A question that may be asked, and how it is put into the queue. */
interface Question {
  readonly environment: string;
  put(delivery: string): Promise<Stored>;
}

/** Stores what is asked for; the same key with the same body is one investigation. */
export async function ask(tools: ApiTools, asked: Asked): Promise<Reply> {
  const { client, key, text } = asked;
  const question = await ('job_id' in asked.body ? jobIn(tools, asked) : timingIn(tools, asked));
  if (asked.waitMs > 0) await mayLook(tools, client, question.environment, 'what becomes of a question');
  if (key === undefined) return awaited(tools, asked, idOf(await question.put(`${client}:${randomUUID()}`)));
  const own = `${client}\n${key}`;
  const earlier = await tools.idempotency.take(own, text);
  if (earlier.kind === 'another-body')
    throw new Problem(422, 'This Idempotency-Key came with another body before', {
      detail: 'Send the same body again, or another key; a key is kept for 24 hours',
    });
  if (earlier.kind === 'known') return awaited(tools, asked, earlier.id);
  const id = idOf(await question.put(`${client}:key:${digest(own)}`));
  await tools.idempotency.keep(own, text, id);
  return awaited(tools, asked, id);
}

/** What became of it, or how far it is, for a client that may look there. */
export async function tell(tools: ApiTools, asked: Asked, id: string): Promise<Reply> {
  const come = await tools.comeOf(id);
  if (!come) throw unknown(id);
  await mayLook(tools, asked.client, come.environment, id);
  return awaited(tools, asked, id);
}

/** Until it has come to its end, or the time is over. */
async function awaited(tools: ApiTools, { client, waitMs, signal }: Asked, id: string): Promise<Reply> {
  const { clock } = tools;
  const over = AbortSignal.any([signal, clock.timeout(waitMs)]);
  for (;;) {
    const come = await tools.comeOf(id);
    if (!come) throw unknown(id);
    if (come.kind !== 'under-way') return told(tools, client, id, come);
    if (waitMs === 0 || over.aborted) return underWay(tools, id, come);
    await clock.sleep(LOOK_MS, over).catch(() => {});
  }
}

/** How often it is looked whether it is over. */
const LOOK_MS = 1_000;

async function told(tools: ApiTools, client: string, id: string, come: Exclude<Come, { kind: 'under-way' }>) {
  const deed = { act: 'look', environments: [come.environment], on: id } as const;
  return as(tools, client, () =>
    tools.door.through(deed, async (): Promise<Reply> => {
      if (come.kind === 'ended') throw gone(come.ended);
      return { status: 200, json: toReportJson(come.report, await tools.linksOf(come.report)) };
    }),
  );
}

async function underWay(tools: ApiTools, id: string, { environment, standing }: Extract<Come, { kind: 'under-way' }>) {
  const { state, position, jobId } = standing;
  const url = tools.reportUrl(id);
  const reply: Reply = {
    status: 202,
    headers: { location: url, 'retry-after': '2' },
    json: {
      ...{ id, environment, state },
      ...(position !== undefined && position > 0 && { position }),
      ...(jobId !== undefined && { job_id: jobId }),
      link: (await tools.linkTo(id)) ?? null,
      report_url: url,
    },
  };
  return reply;
}

/** Written down where it may not. */
async function mayLook(tools: ApiTools, client: string, environment: string, on: string): Promise<void> {
  await as(tools, client, () => tools.door.among({ act: 'look', environments: [environment], on }));
}

async function timingIn(tools: ApiTools, { client, body }: Asked): Promise<Question> {
  const read = askedTiming.safeParse(body);
  if (!read.success) throw mistaken(mistakesIn(read.error, body));
  const to = await toldIn(read.data, tools);
  const words = ['environment' as const, ...timingArguments.map(({ name }) => name)].flatMap((name) =>
    read.data[name] === undefined ? [] : [`${name}=${read.data[name]}`],
  );
  const timing = parseTiming(words, { ...tools, told: tools.environmentsOf(client), now: tools.clock.now() });
  if (timing.kind === 'mistakes')
    throw mistaken(timing.mistakes.map(({ argument: field, message }) => ({ field, message })));
  const { environment, request, timeoutMs } = timing;
  const of = { environment, requestedBy: clientUser(client), request, timeoutMs, ...to };
  return { environment, put: (delivery) => as(tools, client, () => tools.startJob({ ...of, delivery })) };
}

async function jobIn(tools: ApiTools, { client, body }: Asked): Promise<Question> {
  const read = askedJob.safeParse(body);
  if (!read.success) throw mistaken(mistakesIn(read.error, body));
  const { job_id: job, environment: place } = read.data;
  const to = await toldIn(read.data, tools);
  const found = parseJob([job, ...(place === undefined ? [] : [`environment=${place}`])], {
    ...tools,
    told: tools.environmentsOf(client),
  });
  if (found.kind === 'mistakes')
    throw mistaken(found.mistakes.map(({ argument: field, message }) => ({ field, message })));
  const { environment, jobId } = found;
  const of = { environment, requestedBy: clientUser(client), jobId, ...to };
  return { environment, put: (delivery) => as(tools, client, () => tools.lookIntoJob({ ...of, delivery })) };
}

function as<T>({ door }: ApiTools, client: string, work: () => Promise<T>): Promise<T> {
  return door.asking({ user: clientUser(client) }, work);
}

function idOf(stored: Stored): string {
  if (stored.kind === 'stored') return stored.id;
  throw new Problem(429, 'Nothing more is taken now', { detail: stored.why, headers: { 'retry-after': '30' } });
}

function mistaken(mistakes: readonly { readonly field: string; readonly message: string }[]): Problem {
  return new Problem(400, 'The question has mistakes; nothing was started', { mistakes: mistakes.slice(0, MOST) });
}

/** Nobody reads more of them. */
const MOST = 20;

function unknown(id: string): Problem {
  return new Problem(404, `There is no investigation ${id.slice(0, 40)}`, {
    detail: 'It was never asked for, or is forgotten by now',
  });
}

function gone(ended: Ended): Problem {
  switch (ended.kind) {
    case 'lost':
      return new Problem(410, 'The investigation came to nothing', { detail: ended.why });
    case 'cancelled':
      return new Problem(410, 'The investigation was cancelled', { detail: `By ${ended.by}` });
    case 'job-over': {
      const { jobId, how, verdict } = ended.over;
      const before = verdict ? [`Its last investigation said: ${verdict.headline} (${verdict.is})`] : [];
      return new Problem(410, `Job ${jobId} is over`, { detail: [...how, ...before].join('; ') });
    }
    case 'job-unknown': {
      const near = ended.near.length > 0 ? `; there is ${ended.near.join(', ')}` : '';
      return new Problem(410, `Nobody knows a job ${ended.jobId}`, {
        detail: `Nothing of it was found in ${ended.environment}${near}`,
      });
    }
  }
}
