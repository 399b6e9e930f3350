import type { PartRow } from '../readiness-report.ts';
import type { Unseen } from './seen.ts';

/** One part with what it means for a job. */
export interface Judged {
  readonly row: PartRow;
  /** Whether a job that needs this part could do with it. */
  readonly allows: 'yes' | 'no' | 'unknown';
  /** What is wrong with it, in a few words for the headline; absent where nothing is. */
  readonly short?: string;
}

export interface Part {
  readonly part: string;
  readonly label: string;
}

export function well(part: Part, at: number, value: string): Judged {
  return { row: { ...part, state: 'well', value, at }, allows: 'yes' };
}

/** Why a part is not well: what it means, what was seen, what is blamed, what to do. */
export interface Trouble {
  readonly short: string;
  readonly value: string;
  readonly cause: string;
  readonly remedy: string;
}

export function unwell(part: Part, at: number, { short, ...trouble }: Trouble): Judged {
  return { row: { ...part, state: 'unwell', at, ...trouble }, allows: 'no', short };
}

export function strained(part: Part, at: number, { short, ...trouble }: Trouble): Judged {
  return { row: { ...part, state: 'strained', at, ...trouble }, allows: 'yes', short };
}

export function notSeen(part: Part, at: number, { short, ...trouble }: Trouble): Judged {
  return { row: { ...part, state: 'not-seen', at, ...trouble }, allows: 'unknown', short };
}

/** It has no cause: nobody asked the bot to look there. `setting` is its name in focus.yml. */
export function notConfigured(part: Part, { at }: Unseen, environment: string, setting: string): Judged {
  const remedy = `Add ${setting} to ${environment} in focus.yml, as in focus.example.yml`;
  const row = { ...part, state: 'not-seen' as const, value: 'not configured', at, remedy };
  return { row, allows: 'unknown', short: `${nameOf(setting)} is not configured` };
}

function nameOf(setting: string): string {
  const names: Readonly<Record<string, string>> = {
    kubernetes: 'Kubernetes',
    rabbitmq: 'RabbitMQ',
    mongodb: 'MongoDB',
  };
  return names[setting] ?? setting;
}

/** The stable id of a look that failed, such as `kubernetes-unreachable`: late and unreachable are one, as they take turns. */
export function blindCause(server: string, { reason }: Pick<Unseen, 'reason'>): string {
  switch (reason) {
    case 'unreachable':
    case 'timed-out':
      return `${server}-unreachable`;
    case 'refused':
      return `${server}-refused`;
    case 'failed':
    case 'cut-short':
    case 'not-configured':
      return `${server}-unreadable`;
  }
}
