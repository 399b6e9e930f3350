import type { InputBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { isJobId } from '#investigation/job-id.ts';
import { parseJson } from '../actions/values.ts';
import type { Checked, Modal, Submitted } from '../commands/command.ts';
import type { LookUpTools } from '../commands/look-up.ts';
import { lookUpAnswer } from '../commands/stored.ts';
import { input, MOST_OPTIONS, option, words } from './inputs.ts';

const ID = 'which-job';

export type WhichJobTools = Pick<LookUpTools, 'environments' | 'defaultEnvironment' | 'lookUp'>;

export interface AskWhichJobTools extends WhichJobTools {
  /** Those of the environments in which who asks may look; rejects where there is none. */
  mayLook(environments: readonly string[]): Promise<readonly string[]>;
}

export interface Question {
  /** The ids that a message names; one at least. */
  readonly jobs: readonly string[];
  readonly text: string;
  /** The environments that may be meant; one at least. */
  readonly places: readonly string[];
  /** Where the answer goes. */
  readonly channel: string;
  readonly thread: string;
}

/** Asks which of several jobs is meant, and where it is, each only where there is a choice. */
export function whichJobView(
  { defaultEnvironment }: Pick<WhichJobTools, 'defaultEnvironment'>,
  { jobs, text, places, channel, thread }: Question,
): ModalView {
  const named = places.filter((name) =>
    text
      .toLowerCase()
      .split(/[^a-z0-9_-]+/)
      .includes(name.toLowerCase()),
  );
  const usual = named.length === 1 ? named[0] : places.find((name) => name === defaultEnvironment);
  const sure = { ...(jobs.length === 1 && { job: jobs[0] }), ...(places.length === 1 && { environment: places[0] }) };
  return {
    type: 'modal',
    callback_id: ID,
    private_metadata: JSON.stringify({ channel, thread, ...sure }),
    title: words('Look into this job'),
    submit: words('Look'),
    close: words('Cancel'),
    blocks: [...choice('job', 'Job', jobs, jobs[0]), ...choice('environment', 'Environment', places, usual)],
  };
}

function choice(name: string, label: string, values: readonly string[], chosen: string | undefined): InputBlock[] {
  if (values.length < 2) return [];
  const options = values.slice(0, MOST_OPTIONS).map((value) => option(value));
  const initial = options.find(({ value }) => value === chosen);
  const element = { type: 'static_select' as const, action_id: name, options };
  return [input(name, label, { ...element, ...(initial && { initial_option: initial }) })];
}

const known = z.object({
  channel: z.string().regex(/^[CDG][A-Z0-9]{1,30}$/),
  thread: z.string().regex(/^\d+\.\d+$/),
  job: z.string().optional(),
  environment: z.string().optional(),
});

/** Takes what was chosen; the answer comes in the thread of the message. */
export function whichJobModal({ environments, lookUp }: WhichJobTools): Modal {
  return {
    id: ID,
    check({ user, metadata, values }: Submitted): Checked {
      const place = known.safeParse(parseJson(metadata)).data;
      const jobId = values.job ?? place?.job ?? '';
      const environment = values.environment ?? place?.environment ?? '';
      if (!place || !isJobId(jobId) || !environments.includes(environment))
        return { run: ({ whisper }) => whisper(LOST) };
      const { channel, thread } = place;
      return {
        async run({ whisper, triggerId }) {
          const lookup = { kind: 'job', jobId } as const;
          const enqueued = await lookUp({
            lookup,
            environment,
            requestedBy: user,
            channel,
            thread,
            triggerId,
          });
          const answer = lookUpAnswer(enqueued, environment);
          if (answer !== undefined) await whisper(answer);
        },
      };
    },
  };
}

const LOST = { text: 'Nothing was looked up: it is lost which job this is about. Choose the shortcut again.' };
