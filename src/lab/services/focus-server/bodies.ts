import { describeError } from '#lib/errors.ts';
import type { ConfigureOutcome, ConfigureRequest, Fiber } from './backend.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  readonly type: string;
}

type Accepted = Extract<ConfigureOutcome, { kind: 'accepted' }>;

/** The pulse rate that the frequency list is made with, in Hz. */
const PRR = 2_000;
/** Seconds between two lines of a stream, as the real server answers it. */
const LINES_DT = 0.5;
/** Metres from one channel to the next, and what the fiber has of them. */
const FIBER = { dx: 1, fiber_start: 0, fiber_length: 2_337, number_of_channels: 2_337 };

export function json(status: number, body: unknown): HttpAnswer {
  return { status, body: JSON.stringify(body), type: 'application/json' };
}

export const ack: HttpAnswer = { status: 200, body: '', type: 'text/plain; charset=utf-8' };
export const routeAbsent = json(404, { detail: 'Not Found' });
export const wrongMethod = json(405, { detail: 'Method Not Allowed' });
export const unknownJob = json(404, { error: 'Invalid job_id' });
export const unknownJobWith200 = json(200, { error: 'Invalid job_id' });
export const noRecording = json(404, { error: 'No recording found in given time range' });
export const noFiber = json(503, { error: 'Cannot proceed: Missing required fiber metadata fields: prr' });
export const unparsed = json(500, { error: 'Error parsing configuration' });

/** What an ingress says in place of a backend that is not ready. */
export const gatewayDown = html(503, '503 Service Temporarily Unavailable');
export const outsidePrefix = html(404, '404 Not Found');

/** FastAPI's words, and below them what the lab's backend threw. */
export function crashed(error: unknown): HttpAnswer {
  const body = `Internal Server Error\n${describeError(error)}`;
  return { status: 500, body, type: 'text/plain; charset=utf-8' };
}

/** The answer of an accepted configure; `GET /metadata` repeats it. */
export function configureAnswer(accepted: Accepted, request: ConfigureRequest): HttpAnswer {
  const { min, max } = request.channels;
  const single = request.view_type === 1;
  const channels = single ? 1 : Math.max(0, Math.min(max - min + 1, 4_096));
  const streams = Math.min(3, Math.max(1, channels));
  const list = frequencies(request);
  return json(200, {
    status: accepted.status ?? '',
    job_id: accepted.jobId,
    stream_url: accepted.streamHost,
    stream_port: accepted.streamPort,
    stream_amount: streams,
    channel_to_stream_index: Object.fromEntries(Array.from({ length: channels }, (_, i) => [min + i, i % streams])),
    frequencies_list: list,
    frequencies_amount: list.length,
    lines_dt: LINES_DT,
    channel_amount: channels,
    view_type: request.view_type,
    metadata: { prr: PRR, dx: 1, number_of_channels: channels },
  });
}

/** Without a fiber the server knows its channels all the same, and no distance between them. */
export function liveMetadata(fiber: Fiber): HttpAnswer {
  const waiting = 'waiting for fiber';
  const { connected, prr, softwareVersion } = fiber;
  return json(200, {
    ...FIBER,
    ...(!connected && { dx: 0 }),
    prr: connected ? prr : 0,
    sw_version: connected ? softwareVersion : waiting,
    fiber_description: connected ? 'lab fiber' : waiting,
  });
}

/** Of a waterfall there are none. */
function frequencies({ frequencyRange, nfftSelection }: ConfigureRequest): readonly number[] {
  if (!frequencyRange) return [];
  const step = PRR / Math.max(1, nfftSelection);
  const lines = Math.max(0, Math.min(Math.floor((frequencyRange.max - frequencyRange.min) / step), 32_768));
  return Array.from({ length: lines }, (_, i) => Math.round((frequencyRange.min + i * step) * 1_000) / 1_000);
}

/** What a gateway says of its own. */
export function gatewayPage(status: number, title: string): HttpAnswer {
  return html(status, title);
}

function html(status: number, title: string): HttpAnswer {
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  return { status, body, type: 'text/html' };
}
