import { type Book, incidentOf, stateOf } from '#checks/book.ts';
import type { Check } from '#checks/check.ts';
import { describeSchedule } from '#checks/schedule.ts';
import type { CheckRow } from '#slack/blocks/checks.ts';
import type { LinkTo } from '#slack/message/links.ts';

export interface CheckRowTools {
  readonly checks: readonly Check[];
  readonly book: Book;
  /** By the check's name, ms since the epoch. */
  readonly nextTicks: ReadonlyMap<string, number>;
  readonly linkTo: LinkTo;
}

/** Each check as it stands, in the order of focus.yml. */
export function checkRows({ checks, book, nextTicks, linkTo }: CheckRowTools): Promise<CheckRow[]> {
  return Promise.all(
    checks.map(async (check): Promise<CheckRow> => {
      const { name, environment, asks, schedule } = check;
      const state = stateOf(book, name);
      const incident = incidentOf(book, state.failing ?? state.blind);
      const link = incident && (await linkTo(`incident:${incident.id}`));
      const lastHeadline = incident?.members.find((member) => member.check === name)?.headline;
      const nextAt = nextTicks.get(name);
      return {
        name,
        environment,
        what: `${asks.kind}, ${describeSchedule(schedule)}`,
        ...(asks.kind === 'watched' && { onlyWatches: true }),
        phase: state.phase,
        marks: state.marks,
        ...(state.blindSince !== undefined && { blindSince: state.blindSince }),
        ...(state.paused && { paused: state.paused }),
        ...(nextAt !== undefined && { nextAt }),
        ...(lastHeadline !== undefined && { lastHeadline }),
        ...(link !== undefined && { link }),
      };
    }),
  );
}
