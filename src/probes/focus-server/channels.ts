import type { ChannelRange } from '#investigation/observation.ts';
import type { Probe } from '#investigation/probe.ts';
import { BlindError } from '#investigation/probe.ts';
import type { Reply } from './client.ts';
import { type LookOptions, lookProbe, objectOrBlind } from './look.ts';

const PATH = '/channels';

/** `GET /channels`, which answers even without a fiber. */
export function channelsProbe(options: LookOptions): Probe {
  return lookProbe(options, {
    id: 'channels',
    ofWatched: 'never',
    sees: 'channel-range',
    path: PATH,
    read: channelRange,
  });
}

function channelRange(reply: Reply): ChannelRange {
  const { lowest_channel: lowest, highest_channel: highest } = objectOrBlind(reply, PATH);
  if (typeof lowest !== 'number' || typeof highest !== 'number')
    throw new BlindError('failed', `GET ${PATH} answered 200 without lowest_channel and highest_channel`);
  return { kind: 'channel-range', lowest, highest };
}
