import type { AckAnswer } from '#investigation/observation.ts';
import {
  blindCause,
  type Judged,
  nothingAnswered,
  notSeen,
  type Part,
  type Scene,
  type Trouble,
  unwell,
  well,
} from './judged.ts';
import type { Seen, StackSeen, Unseen } from './report.ts';

const ACK: Part = { part: 'ack', label: 'Focus Server' };
const FIBER: Part = { part: 'live-metadata', label: 'Fiber' };
const ROUTES: Part = { part: 'routes', label: 'Routes' };
const NEEDED_ROUTES = ['/configure', '/metadata/{job_id}'];

const DOWN = 'Look at the backend pod: its state, restarts and last log lines; nothing works before it is Ready';
const WAY = 'Check ingress, Service and network between the bot and Focus Server; ask GET /ack from another place';
const ADDRESS = 'Check the base URL with its prefix, and the version of Focus Server that is deployed';
const FIBER_REMEDY =
  'Connect the fiber (interrogator and recorder), and wait until GET /live_metadata shows prr above 0';
const ANSWERS = 'Look at the log of the backend pod: it answers GET /ack, and this not';

/** `GET /ack`. Silence is the backend's fault only where something of the stack was reached and no pod is Ready. */
export function judgeAck({ ack }: StackSeen, scene: Scene): Judged {
  const { at } = ack;
  if (ack.kind === 'seen' && ack.value.ok)
    return well(ACK, at, `${ack.value.status ?? 200} in ${tookWords(ack.value)}`);
  const value = saidInstead(ack);
  if (scene.reached === 'nothing') return notSeen(ACK, at, nothingAnswered(value));
  if (ack.kind === 'seen' && isOwnAnswer(ack.value.status)) return unwell(ACK, at, wrongAnswer(ack.value, value));
  if (scene.backend.kind === 'ready') {
    const short = 'Focus Server does not answer the bot, though its pod is Ready';
    return notSeen(ACK, at, { short, value, cause: 'backend-unreachable', remedy: WAY });
  }
  return unwell(ACK, at, { short: `Focus Server is down (${value})`, value, cause: 'backend-down', remedy: DOWN });
}

function tookWords({ tookMs }: AckAnswer): string {
  return `${Math.round(tookMs)} ms`;
}

function saidInstead(ack: Seen<AckAnswer>): string {
  if (ack.kind === 'not-seen') return ack.why;
  const { status, detail } = ack.value;
  if (status === undefined) return detail;
  return detail === '' ? `GET /ack answered ${status}, expected 200` : `GET /ack answered ${status}: ${detail}`;
}

/** Of the application itself, not of the gateway before it. */
function isOwnAnswer(status: number | undefined): boolean {
  return status !== undefined && status !== 502 && status !== 503 && status !== 504;
}

function wrongAnswer({ status }: AckAnswer, value: string): Trouble {
  if (status === 404) return { short: 'there is no GET /ack', value, cause: 'route-missing', remedy: ADDRESS };
  return { short: `Focus Server is unwell (${value})`, value, cause: 'backend-down', remedy: DOWN };
}

/** `GET /live_metadata`: a fiber, without which no live job is taken. */
export function judgeFiber({ liveMetadata }: StackSeen, scene: Scene, ack: Judged): Judged {
  if (liveMetadata.kind === 'not-seen') return unanswered(FIBER, liveMetadata, scene, ack);
  const { at, value: seen } = liveMetadata;
  const prr = seen.prr === undefined ? 'no prr' : `prr ${decimal(seen.prr)}`;
  if (seen.ready) return well(FIBER, at, `${prr}, software ${seen.softwareVersion ?? 'unknown'}`);
  const short = `no fiber is connected (${prr})`;
  const value = `${seen.softwareVersion ?? 'no software version'}, ${prr}`;
  return unwell(FIBER, at, { short, value, cause: 'fiber-not-connected', remedy: FIBER_REMEDY });
}

function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** `GET /openapi.json`. Not every build serves it: then nothing is known against the routes. */
export function judgeRoutes({ routes }: StackSeen, scene: Scene, ack: Judged): Judged {
  if (routes.kind === 'not-seen') return unanswered(ROUTES, routes, scene, ack);
  const { at, value: list } = routes;
  if (!list.served) return well(ROUTES, at, 'openapi.json is not served: which routes there are was not seen');
  const missing = NEEDED_ROUTES.filter((route) => !list.routes.includes(route));
  if (missing.length === 0)
    return well(ROUTES, at, `${NEEDED_ROUTES.join(' and ')} among ${list.routes.length} routes`);
  const value = `openapi.json does not list ${missing.join(' and ')}`;
  return unwell(ROUTES, at, { short: value, value, cause: 'route-missing', remedy: ADDRESS });
}

/** What Focus Server did not answer while it is down is down with it. */
function unanswered(part: Part, { at, reason, why }: Unseen, scene: Scene, ack: Judged): Judged {
  if (scene.reached === 'nothing') return notSeen(part, at, nothingAnswered(why));
  const { state, cause, remedy } = ack.row;
  const blamed = { short: ack.short ?? why, value: why, cause: cause ?? '', remedy: remedy ?? '' };
  if (state === 'unwell') return unwell(part, at, blamed);
  if (state === 'not-seen') return notSeen(part, at, blamed);
  return notSeen(part, at, { short: why, value: why, cause: blindCause(part.part, { reason }), remedy: ANSWERS });
}
