import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import { parseTiming, type TimingWorld, timingArguments } from '#investigation/ask.ts';
import type { JobRequest } from '#investigation/subject.ts';
import type { Clock } from '#lib/clock.ts';
import { formatDuration } from '#lib/duration.ts';
import { oneLine } from '../blocks/escape.ts';
import type { Checked, Modal, Submitted } from '../commands/command.ts';
import { answerTo, type Enqueue } from '../commands/enqueue.ts';

export interface TimingFormTools extends Omit<TimingWorld, 'now'> {
  readonly enqueue: Enqueue;
  readonly clock: Clock;
}

const ID = 'timing-form';
const VIEWS: readonly JobRequest['view'][] = ['multichannel', 'singlechannel', 'waterfall'];
const NFFTS = [128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536];

/**
 * The form of `/focus timing`: a field for each argument, filled in with what the environment asks for where nothing is
 * chosen. `channel` is where the report is to go, unless another one is chosen.
 */
export function timingForm(
  { clock, ...world }: TimingFormTools,
  { environment = world.defaultEnvironment, channel }: { readonly environment?: string; readonly channel?: string },
): ModalView {
  const usual = parseTiming([environment], { ...world, now: clock.now() });
  const request = usual.kind === 'timing' ? usual.request : undefined;
  const range = (span: { min: number; max: number } | undefined) => span && `${span.min}-${span.max}`;
  return {
    type: 'modal',
    callback_id: ID,
    title: words('Timing'),
    submit: words('Start'),
    close: words('Cancel'),
    blocks: [
      choice('environment', 'Environment', world.environments, environment),
      {
        ...input('channel', 'Where the report goes', {
          type: 'conversations_select',
          action_id: 'channel',
          filter: { include: ['public', 'private'], exclude_bot_users: true },
          ...(channel === undefined ? { default_to_current_conversation: true } : { initial_conversation: channel }),
        }),
      },
      choice('view', 'View', VIEWS, request?.view),
      text('channels', 'Channels', range(request?.channels)),
      choice('nfft', 'NFFT', NFFTS.map(String), request && String(request.nfft)),
      text('frequency', 'Frequency', range(request?.frequency)),
      text('duration', 'Seconds on the time axis', request && String(request.duration)),
      text('height', 'Height', request && String(request.height)),
      moment('from', 'Start of a recording'),
      moment('to', 'End of the recording'),
      text('timeout', 'Wait for the consumer', usual.kind === 'timing' ? compact(usual.timeoutMs) : undefined),
    ],
  };
}

/** What is filled in is read as if it had been typed, so that both ways allow the same. */
export function timingModal({ enqueue, clock, ...world }: TimingFormTools): Modal {
  return {
    id: ID,
    check({ user, values }: Submitted): Checked {
      const { channel } = values;
      const typed = FIELDS.flatMap((name) => (values[name] === undefined ? [] : [`${name}=${values[name]}`]));
      const timing = parseTiming(typed, { ...world, now: clock.now() });
      const mistakes = timing.kind === 'mistakes' ? below(timing.mistakes) : {};
      if (channel === undefined || !/^[CG][A-Z0-9]{1,30}$/.test(channel))
        return { mistakes: { ...mistakes, channel: 'Choose the channel where the report is to go' } };
      if (timing.kind === 'mistakes') return { mistakes };
      const { environment, request, timeoutMs } = timing;
      return {
        async run({ whisper, triggerId }) {
          const enqueued = await enqueue({ environment, request, timeoutMs, requestedBy: user, channel, triggerId });
          const answer = answerTo(enqueued, environment);
          if (answer !== undefined) await whisper(answer);
        },
      };
    },
  };
}

const FIELDS: readonly string[] = ['environment', ...timingArguments.map(({ name }) => name)];

/** Each mistake below its field; what is of no field stands below the first one. */
function below(mistakes: readonly { readonly argument: string; readonly message: string }[]): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const { argument, message } of mistakes) {
    const field = FIELDS.includes(argument) ? argument : 'environment';
    shown[field] ??= oneLine(message, 150);
  }
  return shown;
}

function choice(name: string, label: string, values: readonly string[], chosen: string | undefined): InputBlock {
  const options = values.slice(0, 100).map(option);
  const initial = options.find(({ value }) => value === chosen);
  const element = { type: 'static_select' as const, action_id: name, options };
  return input(name, label, { ...element, ...(initial && { initial_option: initial }) });
}

function text(name: string, label: string, usual: string | undefined): InputBlock {
  const element = { type: 'plain_text_input' as const, action_id: name, max_length: 40 };
  return input(name, label, { ...element, ...(usual === undefined ? {} : { initial_value: usual }) });
}

function moment(name: string, label: string): InputBlock {
  return { ...input(name, label, { type: 'datetimepicker', action_id: name }), optional: true };
}

function input(name: string, label: string, element: InputBlock['element']): InputBlock {
  const allowed = timingArguments.find((argument) => argument.name === name)?.allowed;
  return {
    type: 'input',
    block_id: name,
    label: words(label),
    element,
    ...(allowed === undefined ? {} : { hint: words(allowed) }),
  };
}

function option(value: string): PlainTextOption {
  return { text: words(oneLine(value, 75)), value };
}

function words(said: string) {
  return { type: 'plain_text' as const, text: said, emoji: false };
}

/** As it may be typed: `30s`. */
function compact(ms: number): string {
  return formatDuration(ms).replaceAll(' ', '');
}
