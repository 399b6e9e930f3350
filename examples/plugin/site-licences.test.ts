import { evidence, healthyRun, log, noConsumerRun, testLogReader, testRule } from 'focus-bot/testing';
import { plugin } from './site-licences.ts';

const says = (at: number, words: string) => log(at, 'grpc', 'error', `2025-11-13T15:34:17+0000 ${words}`);
const noSeat = says(2_000, 'LIC|3|no seat free (12 of 12 taken), asking again in 10 s');
const seat = says(2_000, 'LIC|1|seat taken (11 of 12)');

testRule(
  plugin.rules?.[0],
  {
    cause: { 'the licence server has no seat': evidence([...noConsumerRun, noSeat]) },
    certain: ['the licence server has no seat'],
    not: {
      'it got one in the end': evidence([...noConsumerRun, noSeat, says(12_000, 'LIC|1|seat taken')]),
      'it has one': evidence([...noConsumerRun, seat]),
      'its consumer came all the same': evidence([...healthyRun, noSeat]),
      'the backend quotes it': evidence([...noConsumerRun, log(2_000, 'backend', 'error', 'LIC|3|no seat free')]),
    },
  },
  plugin,
);

testLogReader(plugin.logReaders?.[0], {
  '2025-11-13T15:34:17+0000 LIC|3|no seat free (12 of 12 taken)': 'error',
  'LIC|2|11 of 12 seats taken': 'warning',
  'LIC|1|seat taken (11 of 12), no error': 'info',
  'LIC|0|asking licences.example.org': 'debug',
  'LIC|9|what nobody writes': undefined,
  'INFO not aLIC|3|of ours': undefined,
});
