import { z } from 'zod';
import { findMistakes, findTimeoutMistakes } from '#asking/limits.ts';
import { usualTimeoutMs } from '#asking/timing.ts';
import { type MaintenanceWindow, type Schedule, type StatusPart, statusParts } from '#checks/check.ts';
import { nextRun } from '#checks/quiet-hours.ts';
import { nearest } from '#lib/nearest.ts';
import { nameShown } from '../came.ts';
import { asRecord, needs, type Place, recordIn } from './place.ts';
import { requestOf } from './request.ts';
import { type CheckSettings, timingSettings } from './settings.ts';

/** A setting of a check that is no mistake by itself, and what is expected of it beside the others. */
export interface Clash {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Written = Readonly<Record<string, unknown>>;
type Rule = (written: Written, read: Partial<CheckSettings>, places: ReadonlyMap<string, Place>) => readonly Clash[];

/** What the settings of one check break together. `read`: those that were understood. */
export const findClashes: Rule = (written, read, places) => rules.flatMap((rule) => rule(written, read, places));

const exactlyOneQuestion: Rule = (written) => exactlyOne(written, ['timing', 'status', 'watched']);

const exactlyOneSchedule: Rule = (written) => ('watched' in written ? [] : exactlyOne(written, ['every', 'cron']));

function exactlyOne(written: Written, names: readonly string[]): readonly Clash[] {
  const [first, second] = names.filter((name) => name in written);
  const all = `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
  if (first === undefined) return [{ path: [names[0] ?? ''], message: `${all} is expected` }];
  if (second === undefined) return [];
  return [{ path: [second], message: `either ${first} or ${second} is expected, not both` }];
}

/** What others start has no time of its own, and no question that could be asked. */
const BESIDE_WATCHED: Readonly<Record<string, string>> = {
  every: 'nothing is expected beside watched: it runs with each job that somebody starts',
  cron: 'nothing is expected beside watched: it runs with each job that somebody starts',
  confirmAfter: 'nothing is expected beside watched: nobody can ask for another run',
  alertAfter: 'nothing is expected beside watched, which has fails',
  limits: 'nothing is expected beside watched, which has slow',
};

const alone: Rule = (written) =>
  'watched' in written
    ? Object.entries(BESIDE_WATCHED).flatMap(([name, message]) => (name in written ? [{ path: [name], message }] : []))
    : [];

const watchedPlace: Rule = (written, { environment = '' }, places) => {
  const place = places.get(environment);
  if (!('watched' in written) || !place || place.watches) return [];
  return [
    { path: ['watched'], message: `watch: true of ${environment} is expected: nobody looks at its jobs otherwise` },
  ];
};

const knownPlace: Rule = (_written, { environment }, places) => {
  if (environment === undefined || places.has(environment)) return [];
  const names = [...places.keys()];
  const meant = nearest(environment, names);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return [
    {
      path: ['environment'],
      message: `expected one of ${names.join(', ') || 'the environments, and there is none'}${hint}`,
    },
  ];
};

const zoneOnlyWithCron: Rule = (written) =>
  'tz' in written && 'every' in written && !('cron' in written)
    ? [{ path: ['tz'], message: 'a time zone is expected only beside cron' }]
    : [];

/** In each half of a year clocks show another time. */
const LOOKED_FROM = [Date.UTC(2026, 0), Date.UTC(2026, 6)];

/** What is closed once opens again, so only windows that repeat count. */
export function everInMaintenance(schedule: Schedule, maintenance: readonly MaintenanceWindow[]): readonly Clash[] {
  const windows = maintenance.filter(({ kind }) => kind === 'repeated');
  const doesRun = LOOKED_FROM.some((from) => nextRun(schedule, windows, from) !== undefined);
  if (windows.length === 0 || doesRun) return [];
  return [
    { path: ['maintenance'], message: 'a time in which it can run is expected: each of its runs lies in maintenance' },
  ];
}

const limitsOnlyOfTimings: Rule = (written) =>
  'limits' in written && 'status' in written && !('timing' in written)
    ? [{ path: ['limits'], message: 'limits are expected only beside timing' }]
    : [];

const somebodyToEscalateTo: Rule = ({ escalate }) => {
  const whom = asRecord(escalate);
  if (escalate !== whom || 'channel' in whom || 'group' in whom) return [];
  return [{ path: ['escalate'], message: 'channel, group or both are expected' }];
};

const askable: Rule = (written, { environment = '' }, places) => {
  if (!('timing' in written)) return [];
  const timing = understoodIn(timingSettings.shape, recordIn(written, 'timing'));
  const mistakes = [
    // Checks ask for live views, so no rule looks at the time.
    ...findMistakes(requestOf(timing, places.get(environment)), 0),
    ...findTimeoutMistakes(timing.timeout ?? usualTimeoutMs),
  ];
  return mistakes.map(({ argument, message }) => ({ path: ['timing', argument], message }));
};

const seeable: Rule = ({ status }, { environment = '' }, places) => {
  const place = places.get(environment);
  if (!place || !Array.isArray(status)) return [];
  const unseen = statusParts.filter((part) => status.includes(part) && !isSeen(part, place));
  return unseen.map((part) => ({
    path: ['status', status.indexOf(part)],
    message: `it needs the ${needs[part]} of ${environment}, which is not configured`,
  }));
};

const rules: readonly Rule[] = [
  exactlyOneQuestion,
  exactlyOneSchedule,
  alone,
  watchedPlace,
  knownPlace,
  zoneOnlyWithCron,
  limitsOnlyOfTimings,
  somebodyToEscalateTo,
  askable,
  seeable,
];

/** Names under `notify` that focus.yml has no way of. */
export function unknownWays({ notify = [] }: Partial<CheckSettings>, names: readonly string[]): readonly Clash[] {
  return notify.flatMap((name, i) => {
    if (names.includes(name)) return [];
    const meant = nearest(name, names);
    const expected =
      names.length > 0 ? `one of ${names.map(nameShown).join(', ')}` : 'a name of notify: above, and there is none';
    return [
      {
        path: ['notify', i],
        message: `expected ${expected}${meant === undefined ? '' : `; did you mean ${nameShown(meant)}?`}`,
      },
    ];
  });
}

/** Every setting that is fine by itself, so that one mistake does not hide another. */
export function understoodIn<Shape extends z.ZodRawShape>(
  shape: Shape,
  written: Readonly<Record<string, unknown>>,
): Partial<z.output<z.ZodObject<Shape>>> {
  const fine = Object.entries(shape).flatMap(([name, schema]) => {
    const read = name in written ? z.safeParse(schema, written[name]) : undefined;
    return read?.success ? [[name, read.data]] : [];
  });
  return Object.fromEntries(fine);
}

/** Whether an environment has what it takes to look at a part. */
export function isSeen(part: StatusPart, place: Place): boolean {
  const need = needs[part];
  return need === undefined || place.has(need);
}
