import { z } from 'zod';
import { channelId } from './checks/values.ts';

/** Shorter ones can be tried out. */
const SHORTEST_TOKEN = 24;

/** Of what people may, what a program may be let do. */
const clientActs = ['look', 'timing', 'logs', 'evidence'] as const;

/** `staging` of `${CI_TOKEN}`, and what it may. */
const client = z.strictObject({
  token: z.string().min(SHORTEST_TOKEN, `at least ${SHORTEST_TOKEN} characters are expected`),
  may: z.array(z.enum(clientActs)),
  environments: z.array(z.string()).exactOptional(),
});

/** Which environment an alert is about, where no label `focus_environment` says so. */
const alertmanager = z.strictObject({
  channel: channelId.exactOptional(),
  environments: z.record(z.string(), z.record(z.string(), z.string())).default({}),
});

/** The way in for programs. */
export const api = z.strictObject({
  port: z.number().int().min(1).max(65_535),
  host: z.union([z.ipv4(), z.ipv6()], 'an IP address is expected').default('127.0.0.1'),
  url: z.url({ protocol: /^https?$/, message: 'a URL such as https://focus.example.org is expected' }).exactOptional(),
  clients: z.record(
    z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower case letters, digits and dashes are expected'),
    client,
  ),
  alertmanager: alertmanager.default({ environments: {} }),
});

export type Api = z.output<typeof api>;

/** Each environment that it names and that is not there, with its place in the settings. */
export function strangersIn(
  { clients, alertmanager: { environments } }: Api,
  known: readonly string[],
): readonly (readonly [path: readonly PropertyKey[], name: string])[] {
  const ofClients = Object.entries(clients).flatMap(([name, { environments: named = [] }]) =>
    named.map((place, index) => [['clients', name, 'environments', index], place] as const),
  );
  const ofAlerts = Object.keys(environments).map((place) => [['alertmanager', 'environments', place], place] as const);
  return [...ofClients, ...ofAlerts].filter(([, place]) => !known.includes(place));
}
