import type { ConfigureRequest, FocusBackend, MetadataOutcome } from './backend.ts';
import * as bodies from './bodies.ts';
import { type HttpAnswer, json } from './bodies.ts';
import { type Validated, validateConfigure, validateTimeRange } from './validate-body.ts';

export interface Asked {
  readonly body: string;
  /** The `{…}` part of the path, decoded. */
  readonly parameter: string;
}

/** A route as FastAPI names it; an answer of `undefined` means that the connection is reset. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  answer(asked: Asked): HttpAnswer | undefined | Promise<HttpAnswer | undefined>;
}

/** The routes of the deployed server. The task API, `/waterfall`, `/sensors` and `/health` are not among them. */
export function focusRoutes(backend: FocusBackend): readonly Route[] {
  const answers = new Map<string, HttpAnswer>();
  return [
    { method: 'GET', path: '/ack', answer: () => bodies.ack },
    { method: 'POST', path: '/configure', answer: ({ body }) => configure(backend, answers, body) },
    { method: 'GET', path: '/metadata/{job_id}', answer: ({ parameter }) => metadata(backend, answers, parameter) },
    { method: 'GET', path: '/channels', answer: () => channels(backend) },
    { method: 'GET', path: '/live_metadata', answer: () => bodies.liveMetadata(backend.live()) },
    { method: 'POST', path: '/recordings_in_time_range', answer: ({ body }) => recordings(backend, body) },
  ];
}

/** Which part of the path the route's `{…}` stands for; `undefined` when the path is not the route's. */
export function matchPath(route: string, path: string): string | undefined {
  if (!route.includes('{')) return route === path ? '' : undefined;
  const start = route.slice(0, route.indexOf('{'));
  const rest = path.startsWith(start) ? path.slice(start.length) : '';
  return rest === '' || rest.includes('/') ? undefined : rest;
}

/** What `GET /openapi.json` says of the routes. */
export function openApi(routes: readonly Pick<Route, 'method' | 'path'>[]): HttpAnswer {
  const paths = routes.map(({ method, path }) => [path, { [method.toLowerCase()]: { responses: {} } }]);
  const info = { title: 'Focus Server', version: '0.1.0' };
  return json(200, { openapi: '3.0.2', info, paths: Object.fromEntries(paths) });
}

async function configure(backend: FocusBackend, answers: Map<string, HttpAnswer>, body: string) {
  const request = validateConfigure(body);
  if (request.kind !== 'valid') return refusal(request);
  const outcome = await backend.configure(request.value);
  switch (outcome.kind) {
    case 'accepted': {
      const answer = bodies.configureAnswer(outcome, request.value);
      answers.set(outcome.jobId, answer);
      return answer;
    }
    case 'no-recording':
      return bodies.noRecording;
    case 'no-fiber':
      return bodies.noFiber;
    case 'lost':
      return undefined;
    case 'error':
      return json(outcome.status, outcome.body);
  }
}

function metadata(backend: FocusBackend, answers: ReadonlyMap<string, HttpAnswer>, jobId: string): HttpAnswer {
  const outcome: MetadataOutcome = backend.metadata(jobId);
  if (outcome === 'unknown') return bodies.unknownJob;
  if (outcome === 'unknown-with-200') return bodies.unknownJobWith200;
  if (outcome !== 'ready') return json(outcome.status, outcome.body);
  return answers.get(jobId) ?? bodies.configureAnswer(elsewhere(jobId), USUAL_REQUEST);
}

function channels(backend: FocusBackend): HttpAnswer {
  const { lowest, highest } = backend.channels();
  return json(200, { lowest_channel: lowest, highest_channel: highest });
}

function recordings(backend: FocusBackend, body: string): HttpAnswer {
  const range = validateTimeRange(body);
  if (range.kind !== 'valid') return refusal(range);
  return json(200, backend.recordings(range.value.start_time, range.value.end_time));
}

function refusal(validated: Exclude<Validated<unknown>, { kind: 'valid' }>): HttpAnswer {
  return validated.kind === 'incomplete' ? bodies.unparsed : json(422, { detail: validated.errors });
}

/** A job that the backend knows and that was not configured through this surface. */
function elsewhere(jobId: string) {
  return { kind: 'accepted' as const, jobId, streamHost: '127.0.0.1', streamPort: 12_300 };
}

const USUAL_REQUEST: ConfigureRequest = {
  displayTimeAxisDuration: 10,
  nfftSelection: 1_024,
  displayInfo: { height: 1_000 },
  channels: { min: 1, max: 50 },
  frequencyRange: { min: 0, max: 500 },
  start_time: null,
  end_time: null,
  view_type: 0,
};
