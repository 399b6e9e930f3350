import type { ConfigureAnswer } from './observation.ts';

/** What `POST /configure` is asked for; units as the Focus Server takes them. */
export interface JobRequest {
  readonly view: 'multichannel' | 'singlechannel' | 'waterfall';
  readonly channels: { readonly min: number; readonly max: number };
  readonly nfft: number;
  /** Hz */
  readonly frequency: { readonly min: number; readonly max: number };
  /** Seconds on the display's time axis. */
  readonly duration: number;
  /** Pixels. */
  readonly height: number;
  /** Epoch seconds of a historic recording; absent means live. */
  readonly recording?: { readonly from: number; readonly to: number };
}

/**
 * What counts as there. metadata: it answers for the job · queue: RabbitMQ has its consumer · stream: its port accepts. Where
 * metadata does not count, that it knows no job is a known defect.
 */
export const readinesses = ['metadata', 'queue', 'stream'] as const;
export type Readiness = (typeof readinesses)[number];

/** Milliseconds after configure was sent; `configureMs` bounds the configure call itself. */
export interface Limits {
  readonly consumerGoodMs: number;
  readonly consumerWarnMs: number;
  readonly consumerFailMs: number;
  readonly configureMs: number;
}

/**
 * What is investigated in one environment: one backend job, or the failed attempt to get one; a job somebody else started,
 * which has no request and no configure; or the environment itself, which has no job either.
 */
export interface Subject {
  readonly investigation: string;
  readonly environment: string;
  /** Slack user id, or a name on the command line. */
  readonly requestedBy: string;
  readonly request?: JobRequest;
  /**
   * The one zero of every milestone, ms since the epoch on the bot's clock: when configure was sent; of somebody else's
   * job, when its Kubernetes Job was made, or when the bot began to look where that is not known.
   */
  readonly zero: number;
  readonly configure?: ConfigureAnswer;
  readonly job?: BackendJob;
  readonly limits: Limits;
  /** Nobody asked: somebody else's job that the bot saw being made, and follows without costing the stack much. */
  readonly watched?: true;
  /** As the environment is set up; absent for metadata. */
  readonly ready?: Readiness;
  /** Names for commands to paste; absent in evidence of earlier versions. */
  readonly stack?: StackNames;
  /** How long after zero metadata is asked before the consumer counts as absent. */
  readonly timeoutMs: number;
}

/**
 * started: the investigation configured it, or tried to, or saw it from its beginning · found: somebody else's job, which was
 * there already · environment: no job at all.
 */
/** A job that nobody drives is cleaned up so long after configure at the earliest, as measured. */
export const CLEAN_UP_MS = 38_000;

/** Whether the bot's own job, which nobody drives, may be over at that time, ms since the epoch: what is its own goes with it. */
export function mayBeOver({ configure, zero }: Subject, at: number): boolean {
  return configure !== undefined && at - zero >= CLEAN_UP_MS;
}

export const subjectKinds = ['started', 'found', 'environment'] as const;
export type SubjectKind = (typeof subjectKinds)[number];

export function kindOf({ configure, job, watched }: Subject): SubjectKind {
  if (configure || watched) return 'started';
  return job ? 'found' : 'environment';
}

/** What counts as there for this job: where nobody told where its stream is, its consumer does. */
export function readinessOf({ ready = 'metadata', job }: Subject): Readiness {
  return ready === 'stream' && !job?.stream ? 'queue' : ready;
}

/** What the parts of an environment are called. No secret is in it. */
export interface StackNames {
  /** The base URL with its path prefix, without credentials. */
  readonly focusServer: string;
  /** Kubernetes; absent where it is not configured, as the fields below. */
  readonly namespace?: string;
  readonly context?: string;
  readonly backendSelector?: string;
  readonly vhost?: string;
  readonly database?: string;
}

/** The subject of an investigation that configured its job itself. */
export interface StartedSubject extends Subject {
  readonly request: JobRequest;
  readonly configure: ConfigureAnswer;
}

export interface BackendJob {
  /** `"{slot}-{counter}"`, such as `"19-7"`. */
  readonly id: string;
  readonly stream?: { readonly host: string; readonly port: number };
}

/** What is asked for where nothing is said. */
export const usualRequest: JobRequest = {
  view: 'multichannel',
  channels: { min: 1, max: 50 },
  nfft: 1024,
  frequency: { min: 0, max: 500 },
  duration: 10,
  height: 1000,
};

/** What of it is not as usual, in one line; empty where all of it is. */
export function describeUnusual({ view, channels, nfft, frequency, duration, height, recording }: JobRequest): string {
  const usual = usualRequest;
  const differs = (one: JobRequest['channels'], other: JobRequest['channels']) =>
    one.min !== other.min || one.max !== other.max;
  return [
    ...(view === usual.view ? [] : [view]),
    ...(differs(channels, usual.channels) ? [`channels ${channels.min}–${channels.max}`] : []),
    ...(view !== 'waterfall' && nfft !== usual.nfft ? [`NFFT ${nfft}`] : []),
    ...(view !== 'waterfall' && differs(frequency, usual.frequency) ? [`${frequency.min}–${frequency.max} Hz`] : []),
    ...(view !== 'waterfall' && duration !== usual.duration ? [`${duration} s`] : []),
    ...(height === usual.height ? [] : [`height ${height}`]),
    ...(recording === undefined ? [] : [`recording ${utc(recording.from)} to ${utc(recording.to)}`]),
  ].join(', ');
}

/** Epoch seconds as `2025-11-13T15:34:00Z`. */
export function utc(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The request in one line; of a job whose parameters nobody told, whose it is. */
export function requestLine({ request }: { readonly request?: JobRequest }): string {
  return request ? describeRequest(request) : 'a job that somebody else started';
}

/** `multichannel, channels 1-50, NFFT 1024, 0-500 Hz, 10 s, height 1000, live`; a waterfall has neither NFFT, band nor duration. */
export function describeRequest({ view, channels, nfft, frequency, duration, height, recording }: JobRequest): string {
  const span = channels.min === channels.max ? `channel ${channels.min}` : `channels ${channels.min}-${channels.max}`;
  const when = recording === undefined ? 'live' : `recording ${utc(recording.from)} to ${utc(recording.to)}`;
  const transform = `NFFT ${nfft}, ${frequency.min}-${frequency.max} Hz, ${duration} s, `;
  return `${view}, ${span}, ${view === 'waterfall' ? '' : transform}height ${height}, ${when}`;
}
