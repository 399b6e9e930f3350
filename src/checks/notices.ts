import { type Incident, type News, type Notice, SNOOZE_MS, type Step } from './book.ts';

const MOST_NOTICES = 50;
/** The oldest are forgotten. */
const MOST_STEPS = 30;

/** Without these nobody understands the rest. */
const ESSENTIAL: readonly News['kind'][] = ['opened', 'recovered', 'abandoned', 'reopened'];
/** No longer true, or of no interest, once it is over. */
const PASSING: readonly News['kind'][] = ['cause-changed', 'joined', 'reminder', 'woken', 'escalated', 'reopened'];
/** What a snooze keeps from people. */
const DISTURBING: readonly News['kind'][] = ['cause-changed', 'joined', 'reminder', 'woken', 'reopened'];

/** With one more thing to tell; a key that waits already is not added again. */
export function addNotice(incident: Incident, key: string, at: number, news: News): Incident {
  if (incident.notices.some((notice) => notice.key === key)) return incident;
  return { ...incident, notices: bounded([...incident.notices, { key, at, news, tried: false }]) };
}

/** It happened: what is written in the thread by edits, which disturb nobody. */
export function withStep(incident: Incident, at: number, news: Step['news']): Incident {
  return { ...incident, course: [...(incident.course ?? []), { at, news }].slice(-MOST_STEPS) };
}

/** It happened, and is to be told. */
export function happened(incident: Incident, key: string, at: number, news: Step['news'] & News): Incident {
  return addNotice(withStep(incident, at, news), key, at, news);
}

/** It happened, and is told if people want to hear of it now. The opening message names all that is known when it is told. */
export function addNews(incident: Incident, key: string, at: number, news: Step['news'] & News): Incident {
  if (isSnoozed(incident, at) || !mayBeInSlack(incident)) return withStep(incident, at, news);
  return happened(incident, key, at, news);
}

export function isSnoozed({ snoozed }: Incident, at: number): boolean {
  return snoozed !== undefined && (snoozed.until ?? snoozed.at + SNOOZE_MS) > at;
}

/** Whether its message may be in the channel. */
export function mayBeInSlack({ isTold, notices }: Incident): boolean {
  return isTold || notices.some(({ tried }) => tried);
}

export function withoutPassing(incident: Incident): Incident {
  return without(incident, PASSING);
}

export function withoutDisturbing(incident: Incident): Incident {
  return without(incident, DISTURBING);
}

/** What nobody can have seen yet and is not to be told any more. */
export function without(incident: Incident, kinds: readonly News['kind'][]): Incident {
  const notices = incident.notices.filter(({ news, tried }) => tried || !kinds.includes(news.kind));
  return notices.length === incident.notices.length ? incident : { ...incident, notices };
}

/** Something of this kind waits that nobody can have seen. */
export function hasUntried({ notices }: Incident, kind: News['kind']): boolean {
  return notices.some(({ news, tried }) => news.kind === kind && !tried);
}

function bounded(notices: readonly Notice[]): readonly Notice[] {
  if (notices.length <= MOST_NOTICES) return notices;
  const lesser = notices.findIndex(({ news }) => !ESSENTIAL.includes(news.kind));
  return notices.toSpliced(lesser < 0 ? 1 : lesser, 1);
}
