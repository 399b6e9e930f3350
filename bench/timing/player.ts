import { describeError } from '#lib/errors.ts';
import type { TimingOutcome } from './dated.ts';
import { type TimingPlay, timingPlay } from './plan.ts';
import { playTiming } from './play.ts';

/** A process of the timing bench: lives the jobs that it is sent, and sends back how their moments were dated. */
process.on('message', (play: TimingPlay) => {
  void playTiming(play)
    .catch((error: unknown) => notPlayed(play, error))
    .then((outcome) => process.send?.(outcome));
});
// The first lab of a process is slow: its code is not compiled yet.
await playTiming(timingPlay(1, 'plain'));
process.send?.('ready');

function notPlayed({ id, seed, condition, clusterAheadMs }: TimingPlay, error: unknown): TimingOutcome {
  const dated = { bot: [], seeds: [], 'kube-burner': [], clusterloader2: [] };
  const about = { id, seed, condition, clusterAheadMs };
  return {
    ...about,
    dated,
    requests: { bot: 0, seeds: 0 },
    unexplained: 0,
    verdict: 'none',
    error: describeError(error),
  };
}
