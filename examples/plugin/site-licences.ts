import { all, consumerMissing, jobOf, kubectl, type LogReader, type OwnRule, type Plugin } from 'focus-bot/plugin';

/**
 * Of an invented site whose analyzers take a seat of a licence server. Its library writes `LIC|<0 to 3>|<words>` into the
 * analyzer's log, behind its stamp, and asks forever where no seat is free. Licence keys, `LK-` and 16 digits, are nobody's business.
 */

const LINE = /(?:^|\s)LIC\|([0-3])\|/;
const BY_DIGIT: Readonly<Record<string, ReturnType<LogReader['levelOf']>>> = {
  ...{ 0: 'debug', 1: 'info', 2: 'warning', 3: 'error' },
};

const licenceLines: LogReader = {
  id: 'licence-lines',
  levelOf: (text) => BY_DIGIT[LINE.exec(text)?.[1] ?? ''],
};

const NO_SEAT = /(?:^|\s)LIC\|3\|(no seat free\b.*)/;
const SEAT = /(?:^|\s)LIC\|1\|seat taken\b/;

const licenceSeatsTaken: OwnRule = {
  id: 'licence-seats-taken',
  means: 'no licence seat was free for the analyzer',
  standsBefore: 'no-data-source',
  needs: ['log-line', 'metadata-answer'],
  explains: [
    'no-data-source',
    'consumer-never-created',
    'queue-without-consumer',
    'pod-not-ready',
    'metadata-not-wired',
  ],
  blames: 'stack',
  stage: { before: 'consumer-attached' },
  find(timeline) {
    const lines = all(timeline, 'log-line').filter(({ fact }) => fact.source === 'grpc');
    const [refused] = lines.filter(({ fact }) => NO_SEAT.test(fact.text));
    if (!refused || !consumerMissing(timeline) || lines.some(({ fact }) => SEAT.test(fact.text))) return undefined;
    return {
      confidence: 'certain',
      headline: `job ${jobOf(timeline)} waits for a licence seat`,
      summary: `The analyzer of job ${jobOf(timeline)} got no licence seat: it logged "${NO_SEAT.exec(refused.fact.text)?.[1]}"`,
      remedy: 'End a job that is not needed any more, or add seats on the licence server, then run again',
      because: [refused],
      refuter: `A line "seat taken" in the log of job ${jobOf(timeline)} before its consumer was due would show it wrong`,
      commands: [kubectl(timeline, `logs ${refused.fact.pod} | grep -F 'LIC|'`)],
    };
  },
};

export const plugin: Plugin = {
  rules: [licenceSeatsTaken],
  logReaders: [licenceLines],
  redact: ['LK-(?<secret>[0-9]{16})'],
};
