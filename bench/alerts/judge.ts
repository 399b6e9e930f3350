import type { Incident } from '#checks/book.ts';
import type { Check } from '#checks/check.ts';
import { maintenanceUntil, quietUntil } from '#checks/quiet-hours.ts';
import { nextTicks } from '#checks/schedule.ts';
import { incidentMessage } from '#slack/blocks/incident.ts';
import { incidentCourse } from '#slack/blocks/incident-course.ts';
import { checks, takesMs } from './checks.ts';
import type { Month } from './simulate.ts';
import type { Message } from './slack.ts';
import { everyMs, type Stretch, type Trouble } from './truth.ts';

const MINUTE = 60_000;
/** Restarts, queues and lost answers may delay so much what is sure to be noticed. */
const SLACK_MS = 30 * MINUTE;

/** What a trouble should have come to in a channel, and what it did. */
export interface Expected {
  readonly trouble: Trouble;
  readonly channel: string;
  readonly kind: Incident['kind'];
  /** It must be told; without this it may be, where it is too short or on the edge of quiet hours. */
  readonly isSure: boolean;
  /** It must not be told: nobody was to be disturbed as long as it lasted. */
  readonly isQuiet: boolean;
  readonly alerts: readonly Message[];
  /** From its begin to the message, less what settings ask for: the tick, and the confirmations. ms */
  readonly overMs?: number;
}

export interface Judgement {
  readonly expected: readonly Expected[];
  /** Messages in a channel that nothing was the matter for. */
  readonly falseAlerts: readonly Message[];
  /** Incidents whose begin and end are not told in turn, each once. */
  readonly unpaired: readonly string[];
  readonly told: number;
  readonly inQuietHours: readonly Message[];
  /** Messages that do not show the end. */
  readonly unfinished: readonly Message[];
  /** Messages that were sent more than once. */
  readonly doubles: readonly string[];
}

export function judge(month: Month): Judgement {
  const { messages, incidents } = month;
  const alerts = messages.filter(({ thread, key }) => thread === undefined && incidents.has(key.slice(9)));
  const of = ({ key }: Message) => incidents.get(key.slice(9));
  const expected = month.truth.troubles.flatMap((trouble) => expectedOf(trouble, alerts, of));
  const known = new Set(expected.flatMap((one) => one.alerts));
  const unpaired = alerts.filter((alert) => !isPaired(alert, messages, of(alert)));
  return {
    expected,
    falseAlerts: alerts.filter((alert) => !known.has(alert)),
    unpaired: unpaired.map(({ key }) => key),
    told: alerts.length,
    inQuietHours: messages.filter((message) => isDisturbing(message, month)),
    unfinished: alerts.filter((alert) => !isFinished(alert, of(alert))),
    doubles: messages.map(({ key }) => key).filter((key, index, keys) => keys.indexOf(key) !== index),
  };
}

function expectedOf(trouble: Trouble, alerts: readonly Message[], of: (alert: Message) => Incident | undefined) {
  const concerned = checks.filter(({ name }) => trouble.of.includes(name));
  const channels = new Set(concerned.map(({ channel }) => channel));
  const kinds = new Set(trouble.stretches.map(kindOf));
  return [...channels].flatMap((channel) =>
    [...kinds].map((kind): Expected => {
      const here = concerned.filter((check) => check.channel === channel);
      const own = alerts.filter((alert) => {
        const incident = of(alert);
        if (!incident || incident.channel !== channel || incident.kind !== kind) return false;
        return trouble.from <= incident.openedAt && incident.openedAt < trouble.to + 5 * MINUTE;
      });
      const stretches = whole(trouble).filter((stretch) => kindOf(stretch) === kind);
      const isSure = here.some((check) => stretches.some((stretch) => isSurelyTold(check, stretch)));
      const isQuiet = here.every((check) => isQuietThroughout(check, trouble));
      const overMs = isSure ? delay(here, stretches[0], own[0]) : undefined;
      return { trouble, channel, kind, isSure, isQuiet, alerts: own, ...(overMs === undefined ? {} : { overMs }) };
    }),
  );
}

function kindOf({ is }: Pick<Stretch, 'is'>): Incident['kind'] {
  return is === 'failed' ? 'failure' : 'blindness';
}

/** Stretches of the same kind without a pause are one. */
function whole({ stretches }: Trouble): readonly Stretch[] {
  const joined: Stretch[] = [];
  for (const stretch of stretches) {
    const last = joined.at(-1);
    if (last && last.to === stretch.from && last.is === stretch.is) joined.splice(-1, 1, { ...last, to: stretch.to });
    else joined.push(stretch);
  }
  return joined;
}

/** Long enough, and neither in maintenance nor in quiet hours at its edges. */
function isSurelyTold(check: Check, { from, to, is }: Stretch): boolean {
  const rounds = is === 'no worker' ? check.alertAfter.failures : 1;
  const neededMs = rounds * everyMs(check) + check.alertAfter.failures * (check.confirmAfterMs + takesMs(check)[1]);
  const sureAt = from + neededMs + 8 * MINUTE;
  if (sureAt > to) return false;
  if ([from, sureAt].some((at) => maintenanceUntil(check.maintenance, at) !== undefined)) return false;
  if (!check.quietHours) return true;
  const { quietHours } = check;
  const quiet = [from, sureAt, sureAt + SLACK_MS].map((at) => quietUntil(quietHours, at));
  if (quiet.every((until) => until === undefined)) return true;
  const until = quiet.find((end) => end !== undefined) ?? 0;
  return until + SLACK_MS < to;
}

/** It begins, and is known to be over, within one stretch of quiet hours. */
function isQuietThroughout({ quietHours, ...check }: Check, { from, to }: Trouble): boolean {
  if (!quietHours) return false;
  const knownAt = to + everyMs({ ...check, quietHours }) + 15 * MINUTE;
  const until = quietUntil(quietHours, from);
  return until !== undefined && knownAt < until;
}

/** Only where quiet hours did not hold it back. */
function delay(here: readonly Check[], stretch: Stretch | undefined, alert: Message | undefined): number | undefined {
  if (!stretch || !alert || stretch.is === 'no worker') return undefined;
  if (here.some(({ quietHours }) => quietHours && quietUntil(quietHours, alert.at - 10 * MINUTE) !== undefined))
    return undefined;
  const soonest = here.map((check) => {
    const [tick = 0] = nextTicks(check.schedule, stretch.from, 1);
    const isMaintained = maintenanceUntil(check.maintenance, tick) !== undefined;
    const confirmMs = (check.alertAfter.failures - 1) * check.confirmAfterMs;
    return isMaintained ? Number.POSITIVE_INFINITY : tick + confirmMs;
  });
  return alert.at - Math.min(...soonest);
}

/** Over and back in turn, and the thread shows it so. */
function isPaired(alert: Message, messages: readonly Message[], incident: Incident | undefined): boolean {
  if (incident?.state !== 'resolved') return false;
  const course = messages.filter(({ key }) => key === `${alert.key}:course`);
  const life = (incident.course ?? []).map(({ news }) => news.kind).filter((kind) => LIFE.has(kind));
  const isShown = course.length === 1 && course[0]?.text === incidentCourse(incident).text;
  return isShown && /^(reopened )?(recovered reopened )*recovered$/.test(life.join(' '));
}

const LIFE: ReadonlySet<string> = new Set(['reopened', 'recovered']);

/** A try that began before quiet hours may end in them. */
function isDisturbing({ key, channel, at }: Message, { tries, incidents }: Month): boolean {
  const incident = incidents.get(key.split(':')[1] ?? '');
  const begun = (tries.get(key) ?? []).filter((time) => time <= at).at(-1) ?? at;
  const members = incident?.members ?? [];
  return (
    members.length > 0 &&
    members.every(({ check: name }) => {
      const check = checks.find((one) => one.name === name && one.channel === channel);
      return check?.quietHours !== undefined && quietUntil(check.quietHours, begun) !== undefined;
    })
  );
}

function isFinished(alert: Message, incident: Incident | undefined): boolean {
  if (!incident) return false;
  const { text, blocks } = incidentMessage(incident, (name) => checks.find((check) => check.name === name));
  return alert.text === text && JSON.stringify(alert.blocks) === JSON.stringify(blocks);
}
