import type { InputBlock, ModalView } from '@slack/types';
import { type TimingWorld, timingArguments, usualTimeoutMs } from '#asking/timing.ts';
import { type JobRequest, usualRequest } from '#investigation/subject.ts';
import type { Clock } from '#lib/clock.ts';
import { formatDuration } from '#lib/duration.ts';
import type { Enqueue } from '../commands/stored.ts';
import { input, MOST_OPTIONS, option, words } from './inputs.ts';

export interface TimingFormTools extends Omit<TimingWorld, 'now'> {
  readonly enqueue: Enqueue;
  readonly clock: Clock;
}

export interface OpenTimingFormTools extends TimingFormTools {
  /** Rejects where who asks may not start a job there. */
  mayStart(environment: string): Promise<void>;
}

export interface TimingFormStart {
  /** The default environment unless told. */
  readonly environment?: string;
  /** Slack channel id; where it is no channel but a direct message, one is to be chosen. */
  readonly channel?: string;
}

/** The view's `callback_id`. */
export const TIMING_FORM = 'timing-form';
const VIEWS: readonly JobRequest['view'][] = ['multichannel', 'singlechannel', 'waterfall'];
const NFFTS = [128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536];

/** The form of `/focus timing`: a field for each argument, filled in with what the environment usually asks for. */
export function timingForm(
  { environments, defaultEnvironment, defaultsOf }: TimingFormTools,
  { environment = defaultEnvironment, channel }: TimingFormStart,
): ModalView {
  const { view, channels, nfft, frequency, duration, height } = { ...usualRequest, ...defaultsOf(environment) };
  return {
    type: 'modal',
    callback_id: TIMING_FORM,
    title: words('Timing'),
    submit: words('Start'),
    close: words('Cancel'),
    blocks: [
      choice('environment', 'Environment', environments, environment),
      input('channel', 'Channel of the report', {
        type: 'conversations_select',
        action_id: 'channel',
        filter: { include: ['public', 'private'] },
        ...(channel !== undefined && isChannel(channel) && { initial_conversation: channel }),
      }),
      choice('view', 'View', VIEWS, view),
      text('channels', 'Fibre channels', `${channels.min}-${channels.max}`),
      choice('nfft', 'NFFT', NFFTS.map(String), String(nfft)),
      text('frequency', 'Frequency', `${frequency.min}-${frequency.max}`),
      text('duration', 'Duration', String(duration)),
      text('height', 'Height', String(height)),
      moment('from', 'From', 'Start of a recording, in your time zone. Leave both times empty for a live job.'),
      moment('to', 'To', 'End of the recording, in your time zone.'),
      text('timeout', 'Timeout', formatDuration(usualTimeoutMs)),
    ],
  };
}

/** Whether it is the id of a channel, public or private. Reports are not sent to other people's direct messages. */
export function isChannel(id: string): boolean {
  return /^[CG][A-Z0-9]{1,30}$/.test(id);
}

/** What is said of `name=value`, for a field that has the name above it. */
export function saidInForm(name: string, words: string): string {
  return words.replaceAll(`${name}=`, '');
}

/** `allowed` → `Allowed.` */
export function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

function choice(name: string, label: string, values: readonly string[], chosen: string): InputBlock {
  const options = values.slice(0, MOST_OPTIONS).map((value) => option(value));
  const initial = options.find(({ value }) => value === chosen);
  return input(name, label, {
    type: 'static_select',
    action_id: name,
    options,
    ...(initial && { initial_option: initial }),
  });
}

function text(name: string, label: string, usual: string): InputBlock {
  const allowed = timingArguments.find((argument) => argument.name === name)?.allowed ?? '';
  const element = { type: 'plain_text_input' as const, action_id: name, max_length: 40, initial_value: usual };
  return { ...input(name, label, element), hint: words(sentence(saidInForm(name, allowed))) };
}

function moment(name: string, label: string, hint: string): InputBlock {
  return { ...input(name, label, { type: 'datetimepicker', action_id: name }), hint: words(hint), optional: true };
}
