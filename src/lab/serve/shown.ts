import type { Lab } from '../lab.ts';
import type { ShownJob, ShownMessage, ShownView, ShownWorld } from '../page/wire.ts';
import type { KeptView } from '../services/slack/views.ts';
import type { Ephemeral, Message } from '../services/slack/workspace.ts';
import type { JobLife } from '../world/job-life.ts';
import { NAMESPACE } from '../world/objects.ts';

export function shownMessage(message: Message): ShownMessage {
  const { channel, ts, thread_ts, user, text, blocks, files, edits } = message;
  const shown = files.map(({ id, name, title, content }) => ({ id, name, title, bytes: content.length }));
  const thread = thread_ts === undefined ? {} : { thread_ts };
  return { channel, ts, ...thread, user, text, blocks, files: shown, isEdited: edits > 0 };
}

/** What one person alone sees, as a message of the bot. */
export function shownAlone({ channel, ts, user, text, blocks, thread_ts }: Ephemeral, bot: string): ShownMessage {
  const thread = thread_ts === undefined ? {} : { thread_ts };
  return { channel, ts, ...thread, user: bot, text, blocks, files: [], isEdited: false, only: user };
}

export function shownView(view: KeptView): ShownView {
  const { id, hash, title, blocks } = view;
  const { submit, close } = view as { submit?: { text: string }; close?: { text: string } };
  const words = {
    ...(title && { title: title.text }),
    ...(submit && { submit: submit.text }),
    ...(close && { close: close.text }),
  };
  return { id, hash, ...words, blocks };
}

/** Jobs that are long over make room. */
const MOST_JOBS = 12;
const JOB_PODS = /^(?:grpc|cleanup)-job-/;

export function shownWorld(lab: Lab, over: ReadonlySet<JobLife>): ShownWorld {
  const { world, slack, scenario, switched, config } = lab;
  const jobs = [
    ...world.others.map((life) => shownJob(life, true, over.has(life))),
    ...world.lives.map((life) => shownJob(life, false, over.has(life))),
  ];
  const pods = world.kubernetes.list('Pod', NAMESPACE).map(podOf);
  return {
    scenarios: scenario.id.split('+'),
    switched: [...switched],
    hasChecks: config.checks.length > 0,
    jobs: jobs.slice(-MOST_JOBS).toReversed(),
    pods: pods.toSorted((one, other) => Number(JOB_PODS.test(other.name)) - Number(JOB_PODS.test(one.name))),
    queues: world.rabbitmq.queues().map(({ name, consumers, ready }) => ({ name, consumers, ready })),
    connections: slack.connections,
  };
}

function shownJob({ job, came, deeds }: JobLife, isOthers: boolean, isOver: boolean): ShownJob {
  const stages = [...came].map(([stage, ms]) => [stage, Math.round(ms / 10) / 100] as const);
  return { id: job.id, isOthers, stages, deeds: deeds.map(({ what }) => what), isOver };
}

interface PodStatus {
  readonly phase?: string;
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

function podOf({ metadata, status }: { readonly metadata: { readonly name: string }; readonly status?: unknown }) {
  const { phase = 'Unknown', conditions = [] } = (status ?? {}) as PodStatus;
  const isReady = conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True');
  return { name: metadata.name, phase, isReady };
}
