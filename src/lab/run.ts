import { createHistory } from '#history/history.ts';
import type { Evidence } from '#investigation/evidence.ts';
import type { Report } from '#investigation/report/report.ts';
import type { MilestoneId } from '#investigation/timeline/milestone-ids.ts';
import { systemClock } from '#lib/clock.ts';
import { parseDuration } from '#lib/duration.ts';
import { type Log, silentLog } from '#lib/logger.ts';
import { workerRedis } from '#queue/connection.ts';
import { lookupId, PREFIX } from '#queue/names.ts';
import { type Lab, type LabOptions, openLab } from './lab.ts';
import { type Act, actOf, allSeen, newestForm, whoDoes, withJob } from './people.ts';
import type { Scenario, Stage } from './scenario.ts';
import { scenarioCalled } from './scenario-list.ts';
import type { Form } from './services/slack/views.ts';
import { isSilenced, needsApart } from './switches.ts';

/** What the steps of a run came to; report and evidence are of its last investigation. */
export interface Run {
  readonly scenario: string;
  /** The last question was answered in the channel or by a form, or nothing was asked. */
  readonly answered: boolean;
  readonly expected: Scenario['expected'];
  readonly messages: readonly RunMessage[];
  /** What only the asker was told. */
  readonly ephemerals: readonly Pick<RunMessage, 'text' | 'blocks'>[];
  /** Pictures that were uploaded, by their file's id, as base64. */
  readonly pictures: Readonly<Record<string, string>>;
  /** Forms in the order in which they opened, as they opened. */
  readonly forms: readonly Form[];
  readonly calls: readonly { readonly method: string; readonly args: unknown }[];
  /** What the bot asked of Kubernetes, each once, such as `list deployments.apps`. */
  readonly kubernetes: readonly string[];
  readonly report?: Report;
  readonly evidence?: Evidence;
  /** What the lab really made, seconds after configure reached the server; the bot never sees it. */
  readonly truth: { readonly milestones: Readonly<Record<string, number>> };
}

export interface RunMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly files: readonly RunFile[];
}

/** The bytes of a picture are in `pictures`, of other files `content` is the text. */
export interface RunFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly content: string;
}

export type RunOptions = Omit<LabOptions, 'log'>;

/** Looks at the lab after a step; `left` is how many follow. */
export type Look = (lab: Lab, left: number) => Promise<void>;

/** Opens a lab, does what the steps say, one after the other, and waits for what comes of each; then closes the lab. */
export async function runSteps(steps: readonly string[], options: RunOptions, look?: Look): Promise<Run> {
  const told = listenForAnswers(silentLog);
  const apart = steps.some((step) => needsApart(step.replace(/^on\s+/, '')));
  const lab = await openLab({ ...options, log: told.log, apart: options.apart || apart });
  const forms: Form[] = [];
  lab.slack.onForm((form) => forms.push(form));
  try {
    const answers: Answer[] = [];
    const hearing: Hearing = { next: told.next, over: new Set(), owed: [] };
    for (const [nth, step] of steps.entries()) {
      answers.push(...(await runStep(step, lab, hearing)));
      if (!isSilenced(lab.switched)) answers.push(...(await Promise.all(hearing.owed.splice(0))).flat());
      await look?.(lab, steps.length - 1 - nth);
    }
    const isAnswered = steps.every((step) => ASKS_NOTHING.test(step)) || answers.at(-1)?.isLost === false;
    const answered = isAnswered && hearing.owed.length === 0;
    const investigation = answers.findLast(({ kind }) => kind === 'investigation');
    return { ...(await readRun(lab, investigation?.id)), answered, forms };
  } finally {
    await lab.close();
  }
}

interface Hearing {
  readonly next: Told['next'];
  /** Ids of the look-ups of steps that are over. */
  readonly over: Set<string>;
  /** Of what was asked while nobody could answer: it is waited for once somebody can. */
  readonly owed: Promise<readonly Answer[]>[];
}

/** Steps that ask nothing. */
const ASKS_NOTHING = /^(?:as\s+\S+\s+)?(?:configure|gone|wait|become|until|say|on|off|home)\b/;
const NOTHING: readonly Answer[] = [];

/** What somebody does in the lab besides typing: see the usage of `npm run lab`. */
async function runStep(step: string, lab: Lab, hearing: Hearing): Promise<readonly Answer[]> {
  const { me, does } = whoDoes(step, lab);
  const [word = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(does)?.slice(1) ?? [];
  switch (word) {
    case 'configure':
      return lab.configure().then(() => NOTHING);
    case 'gone':
      return Promise.resolve(lab.world.lives.at(-1)?.ended).then(() => NOTHING);
    case 'become':
      return lab.become(scenarioCalled(rest)).then(() => NOTHING);
    case 'until':
      return untilSaid(rest, lab).then(() => NOTHING);
    case 'wait':
      return lab.clock.sleep(parseDuration(rest) ?? 1_000).then(() => NOTHING);
    default: {
      const act = actOf(step, lab) ?? (() => lab.slack.command(withJob(does, lab), { user: me }));
      if (isForPeople(word, rest, newestForm(lab, me))) return act().then(() => NOTHING);
      const answer = answerTo(act, lab, hearing);
      if (!isSilenced(lab.switched)) return answer;
      // What it fails of is told where it is waited for.
      answer.catch(() => {});
      hearing.owed.push(answer);
      return NOTHING;
    }
  }
}

/** What comes of an act: an answer or a form; words to the asker alone, which are no letters, end the step without either. */
async function answerTo(act: Act, lab: Lab, hearing: Hearing): Promise<readonly Answer[]> {
  const leave: (() => void)[] = [];
  const alone = new Promise<readonly Answer[]>((resolve) => {
    const opened = lab.slack.onForm(({ id }) => resolve([{ kind: 'form', id, isLost: false }]));
    const told = lab.slack.onChange(({ kind, message }) => {
      const isDirect = kind === 'posted' && message.channel.startsWith('D') && message.user === lab.slack.botUser;
      if (kind === 'ephemeral' || (isDirect && message.metadata === undefined)) resolve(NOTHING);
    });
    leave.push(opened, told);
  });
  const answered = fresh(hearing).then((answer) => [answer]);
  try {
    const delivery = await act();
    const came = await Promise.race([answered, alone]);
    if (delivery) hearing.over.add(lookupId(delivery.triggerId));
    return came;
  } finally {
    for (const stop of leave) stop();
  }
}

/** The next answer that is not of an earlier step: whom a worker tells something alone, sees it before the look-up ends. */
async function fresh({ next, over }: Hearing): Promise<Answer> {
  for (;;) {
    const answer = await next();
    if (!over.has(answer.id)) return answer;
  }
}

/** The bot is not asked, or nothing comes of it but that its message changes. */
function isForPeople(word: string, rest: string, form: string): boolean {
  if (word === 'click') return ANSWERED_BY_AN_EDIT.includes(rest);
  if (word === 'submit') return FORMS_ANSWERED_BY_AN_EDIT.includes(form);
  return ['say', 'on', 'off', 'home'].includes(word) || (word === 'thread' && !rest.includes('@focus'));
}

const ANSWERED_BY_AN_EDIT: readonly string[] = ['acknowledge', 'snooze', 'pause-check', 'resume-check', 'stop-follow'];

const FORMS_ANSWERED_BY_AN_EDIT: readonly string[] = ['snooze', 'note', 'pause'];

/** Longer than an outage takes to be told, and its end. */
const UNTIL_MS = 5 * 60_000;

/** Waits until a message in the channel says this, as its text or a text of its blocks. */
async function untilSaid(words: string, lab: Lab): Promise<void> {
  const isSaid = () => allSeen(lab).some(({ text, blocks }) => `${text} ${JSON.stringify(blocks)}`.includes(words));
  const late = lab.clock.timeout(UNTIL_MS);
  while (!isSaid()) {
    if (late.aborted) throw new Error(`nobody said "${words}"`);
    await lab.clock.sleep(200);
  }
}

interface Told {
  /** Passes everything on. */
  readonly log: Log;
  /** Resolves when the next investigation or look-up is told, or given up. */
  next(): Promise<Answer>;
}

export interface Answer {
  readonly kind: 'investigation' | 'look-up' | 'form';
  readonly id: string;
  readonly isLost: boolean;
}

const TOLD = ['investigation told', 'look-up told'];
const LOST = 'a question is given up';
/** Of a run that has no message of its own: a check's, which an alert may speak of, or a series'. */
const KEPT = 'investigation kept';

/** A log that knows when the worker says that an answer, or its loss, was told; `heard` is told each, and what was kept alone. */
export function listenForAnswers(log: Log, heard: (answer: Answer) => void = () => {}): Told {
  const waiting: ((answer: Answer) => void)[] = [];
  const hear = (fields: object, message: string) => {
    if (!TOLD.includes(message) && message !== LOST && message !== KEPT) return;
    const { investigation, lookup } = fields as Readonly<Record<string, unknown>>;
    const kind = investigation === undefined ? 'look-up' : 'investigation';
    const answer: Answer = { kind, id: String(investigation ?? lookup), isLost: message === LOST };
    heard(answer);
    if (message === KEPT) return;
    for (const resolve of waiting.splice(0)) resolve(answer);
  };
  const wrap = (inner: Log): Log => ({
    debug: (fields, message) => inner.debug(fields, message),
    info: (fields, message) => {
      inner.info(fields, message);
      hear(fields, message);
    },
    warn: (fields, message) => inner.warn(fields, message),
    error: (fields, message) => {
      inner.error(fields, message);
      hear(fields, message);
    },
    child: (fields) => wrap(inner.child(fields)),
  });
  return { log: wrap(log), next: () => new Promise((resolve) => waiting.push(resolve)) };
}

async function readRun(lab: Lab, investigation: string | undefined): Promise<Omit<Run, 'answered' | 'forms'>> {
  const found = investigation === undefined ? {} : await readHistory(lab, investigation);
  return {
    scenario: lab.scenario.id,
    expected: lab.scenario.expected,
    messages: allSeen(lab).map(({ channel, ts, thread_ts, text, blocks, files }) => ({
      channel,
      ts,
      ...(thread_ts && { thread_ts }),
      text,
      blocks,
      files: files.map(({ id, name, title, content }) => ({
        id,
        name,
        title,
        content: isPng(content) ? '' : content.toString('utf8'),
      })),
    })),
    ephemerals: lab.slack.ephemerals().map(({ text, blocks }) => ({ text, blocks })),
    pictures: Object.fromEntries(
      [...lab.slack.files()].flatMap(([id, content]) => (isPng(content) ? [[id, content.toString('base64')]] : [])),
    ),
    calls: lab.slack.calls.map(({ method, args }) => ({ method, args })),
    kubernetes: [...lab.world.kubernetes.asked],
    ...found,
    truth: { milestones: truth(lab) },
  };
}

function isPng(content: Buffer): boolean {
  return content.subarray(1, 4).toString('latin1') === 'PNG';
}

async function readHistory(lab: Lab, investigation: string): Promise<{ report?: Report; evidence?: Evidence }> {
  const redis = workerRedis(lab.config.settings.REDIS_URL, silentLog);
  try {
    const history = createHistory({ redis, prefix: PREFIX, clock: systemClock, log: silentLog });
    const [report, evidence] = [await history.report(investigation), await history.evidence(investigation)];
    return { ...(report && { report }), ...(evidence && { evidence }) };
  } finally {
    redis.disconnect();
  }
}

/** What the lab calls a stage is a milestone to whoever looks from outside. */
export const milestoneOfStage: Readonly<Record<Stage, MilestoneId>> = {
  job: 'job-created',
  pod: 'pod-created',
  scheduled: 'pod-scheduled',
  started: 'container-started',
  ready: 'pod-ready',
  queue: 'queue-created',
  consumer: 'consumer-attached',
  metadata: 'metadata-answers',
  stream: 'stream-open',
};

function truth({ world }: Lab): Readonly<Record<string, number>> {
  const came = world.lives.at(-1)?.came ?? new Map<Stage | 'configured', number>();
  return Object.fromEntries(
    [...came].map(([stage, ms]) => [stage === 'configured' ? stage : milestoneOfStage[stage], Math.round(ms) / 1_000]),
  );
}
