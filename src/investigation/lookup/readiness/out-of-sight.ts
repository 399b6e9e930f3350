import type { Trouble } from './judged.ts';

/** The words in place of blame where no server of an environment answered: its fault or the bot's own, nobody knows. */
export function nothingAnswered(value: string): Trouble {
  return {
    short: 'nothing of it answered, so the way from the bot may be broken',
    value,
    cause: 'all-unreachable',
    remedy: 'Check the network from where the bot runs (VPN, tunnel, DNS) before you look at the environment itself',
  };
}
