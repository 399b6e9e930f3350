import type { RichTextElement } from '@slack/types';
import type { Progress, ProgressStep } from '#investigation/report/progress.ts';
import type { Content } from '../message/content.ts';
import { cancelButton } from './cancelled.ts';
import { inert, mention, oneLine } from './escape.ts';
import { askedBy, inPlace } from './frame.ts';
import { bold, context, emoji, paragraph, plain, rich, section } from './rich.ts';
import { slackTime } from './when.ts';

/** A mark and a word: the state is never told by colour alone. */
const STEPS: Readonly<Record<ProgressStep['state'], { readonly word: string; readonly emoji: string }>> = {
  done: { word: 'done', emoji: 'white_check_mark' },
  active: { word: 'now', emoji: 'hourglass_flowing_sand' },
  pending: { word: 'to come', emoji: 'white_small_square' },
  failed: { word: 'will not come', emoji: 'x' },
};
const MOST_STEPS = 20;

/**
 * The root message while the investigation runs: where it is, what is done, what is to come. It changes with what is known
 * alone, never with the time: each edit is a call to Slack.
 */
export function rootProgress(progress: Progress, askers: readonly string[] = [progress.requestedBy]): Content {
  const title = titleOf(progress);
  const steps = progress.steps.slice(0, MOST_STEPS);
  return {
    text: inert(title, 300),
    blocks: [
      rich(paragraph(emoji('mag'), plain(' '), bold(title))),
      ...(steps.length === 0 ? [] : [rich(paragraph(...steps.flatMap(stepLine)))]),
      ...(progress.note === undefined ? [] : [rich(paragraph(plain(oneLine(progress.note, 500))))]),
      { type: 'actions', elements: [cancelButton(progress.investigation, progress.environment)] },
      askedBy(
        askers,
        inPlace(progress.environment),
        inert(progress.request, 300),
        sinceWords(progress),
        `reference ${inert(progress.investigation, 60)}`,
      ),
    ],
  };
}

function titleOf({ state, environment, jobId, position }: Progress): string {
  const place = oneLine(environment, 60);
  switch (state) {
    case 'waiting':
      return position === undefined || position <= 1
        ? `Next in the queue for ${place}`
        : `Waiting for ${place}, number ${position} in the queue`;
    case 'configuring':
      return `Asking ${place} for a job`;
    case 'watching':
      return jobId === undefined ? `Looking at ${place}` : `Watching job ${oneLine(jobId, 40)} in ${place}`;
    case 'explaining':
      return `Finding out what happened in ${place}`;
  }
}

function sinceWords({ startedAt }: Progress): string | undefined {
  const time = startedAt === undefined ? undefined : slackTime(startedAt);
  return time === undefined ? undefined : `since ${time}`;
}

function stepLine({ label, state, at }: ProgressStep, index: number): RichTextElement[] {
  const { word, emoji: mark } = STEPS[state];
  const when = at === undefined ? '' : `, ${oneLine(at, 40)}`;
  const line = ` ${oneLine(label, 150)}: ${word}${when}`;
  return [...(index === 0 ? [] : [plain('\n')]), emoji(mark), state === 'active' ? bold(line) : plain(line)];
}

/** A question that gets no answer. */
export interface Lost {
  /** Id of the investigation or look-up. */
  readonly reference: string;
  readonly environment: string;
  /** Slack user id. */
  readonly requestedBy: string;
  /** What to type to ask again, such as `/focus timing`. */
  readonly command: string;
}

/** The message in place of a report that does not come: what happened, and what to do. */
export function lostMessage({ reference, environment, requestedBy, command }: Lost, why: string): Content {
  const text = `:warning: *No report* for ${inert(environment, 100)}: ${inert(why, 1_000)}`;
  const next = `Nothing is known about the environment from this. Type \`${inert(command, 100)}\` to ask again. Reference ${inert(reference, 60)}, asked by ${mention(requestedBy)}`;
  return {
    text: `${text}. ${next}`,
    blocks: [section(text), context([next])],
  };
}
